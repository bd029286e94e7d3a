package io.github.dl4jrouting.zoo.search;

import java.util.Properties;
import java.util.function.Supplier;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Training and test data whose failures end a search. Every call gives data at their start.
 *
 * <p>Iterators that it gives are read in the calling thread alone: DL4J's prefetching thread dies
 * with a source that throws, and the training then waits for its next batch forever.
 */
public final class GuardedData {
  private final Supplier<?> train;
  private final Supplier<?> test;

  private GuardedData(Supplier<?> train, Supplier<?> test) {
    this.train = train;
    this.test = test;
  }

  /**
   * Data from suppliers.
   *
   * @param train gives training data, a DataSetIterator or MultiDataSetIterator
   * @param test gives test data, likewise
   * @return the data
   */
  public static GuardedData of(Supplier<?> train, Supplier<?> test) {
    return new GuardedData(train, test);
  }

  /**
   * Data from an Arbiter data source.
   *
   * @param source a class with a public constructor without arguments
   * @param properties given to it, or null
   * @return the data
   * @throws DataSourceException if no object of it can be made
   */
  public static GuardedData of(Class<? extends DataSource> source, Properties properties) {
    if (source == null) {
      throw new IllegalArgumentException(
          "Expected a data source, found none. Set OptimizationConfiguration.dataSource(...).");
    }
    try {
      DataSource made = source.getConstructor().newInstance();
      if (properties != null) {
        made.configure(properties);
      }
      return new GuardedData(made::trainData, made::testData);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new DataSourceException("making an object of " + source.getName(), e);
    }
  }

  /**
   * Training data.
   *
   * @return batches
   * @throws DataSourceException if the source throws, here or while it is read
   */
  public MultiDataSetIterator train() {
    return guarded(train, "training");
  }

  /**
   * Test data.
   *
   * @return batches
   * @throws DataSourceException if the source throws, here or while it is read
   */
  public MultiDataSetIterator test() {
    return guarded(test, "test");
  }

  /**
   * Throws again what a source threw, where somebody in between has swallowed it.
   *
   * @param data from this class
   * @throws DataSourceException if its source threw
   */
  public static void check(MultiDataSetIterator data) {
    if (data instanceof GuardedIterator guarded) {
      guarded.check();
    }
  }

  private static MultiDataSetIterator guarded(Supplier<?> source, String part) {
    Object data;
    try {
      data = source.get();
    } catch (RuntimeException e) {
      throw new DataSourceException("opening " + part + " data", e);
    }
    if (data instanceof MultiDataSetIterator multi) {
      return new GuardedIterator(multi, part);
    }
    if (data instanceof DataSetIterator single) {
      return new GuardedIterator(new MultiDataSetIteratorAdapter(single), part);
    }
    String found = data == null ? "null" : data.getClass().getName();
    throw new DataSourceException(
        "opening " + part + " data",
        new IllegalArgumentException(
            "expected a DataSetIterator or MultiDataSetIterator, found " + found));
  }
}
