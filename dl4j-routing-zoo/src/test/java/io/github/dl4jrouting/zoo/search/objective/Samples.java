package io.github.dl4jrouting.zoo.search.objective;

import io.github.dl4jrouting.zoo.search.GatedNetwork;
import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** A data source as a user of Arbiter writes it. */
public final class Samples implements DataSource {
  private static final long serialVersionUID = 1L;

  @Override
  public void configure(Properties properties) {}

  @Override
  public Object trainData() {
    return GatedNetwork.samples(60);
  }

  @Override
  public Object testData() {
    return GatedNetwork.samples(60);
  }

  @Override
  public Class<?> getDataType() {
    return DataSetIterator.class;
  }
}
