package io.github.dl4jrouting.zoo.search;

import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.MultiDataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Data whose failures can be told from those of the network: whatever the source throws becomes a
 * {@link DataSourceException}, also where somebody in between swallows it ({@link #check}).
 *
 * <p>It is never read ahead: DL4J's prefetching thread dies with a source that throws, and the
 * training then waits for its next batch forever.
 */
final class GuardedIterator implements MultiDataSetIterator {
  private static final long serialVersionUID = 1L;

  private final MultiDataSetIterator source;
  private final String part;
  private transient DataSourceException failure;

  GuardedIterator(MultiDataSetIterator source, String part) {
    this.source = source;
    this.part = part;
  }

  /** Throws again what the source threw. */
  void check() {
    if (failure != null) {
      throw failure;
    }
  }

  private <T> T guarded(Supplier<T> read) {
    try {
      return read.get();
    } catch (RuntimeException e) {
      failure =
          Optional.of(e)
              .filter(DataSourceException.class::isInstance)
              .map(DataSourceException.class::cast)
              .orElseGet(() -> new DataSourceException("reading " + part + " data", e));
      throw failure;
    }
  }

  @Override
  public boolean hasNext() {
    return guarded(source::hasNext);
  }

  @Override
  public MultiDataSet next() {
    return guarded(source::next);
  }

  @Override
  public MultiDataSet next(int count) {
    return guarded(() -> source.next(count));
  }

  @Override
  public void reset() {
    guarded(
        () -> {
          source.reset();
          return true;
        });
  }

  @Override
  public boolean resetSupported() {
    return source.resetSupported();
  }

  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public void setPreProcessor(MultiDataSetPreProcessor preProcessor) {
    source.setPreProcessor(preProcessor);
  }

  @Override
  public MultiDataSetPreProcessor getPreProcessor() {
    return source.getPreProcessor();
  }
}
