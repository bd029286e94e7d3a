package io.github.dl4jrouting.zoo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.adapter.MultiDataSetIteratorAdapter;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

class GuardedDataTest {
  private static final GuardedData GOOD =
      GuardedData.of(
          () -> GatedNetwork.samples(30),
          () -> new MultiDataSetIteratorAdapter(GatedNetwork.samples(20)));

  /** Fails where it is told to. */
  private static final class Failing extends ListDataSetIterator<DataSet> {
    private static final long serialVersionUID = 1L;

    private final String where;

    Failing(String where) {
      super(List.of(GatedNetwork.samples(5).next()), 5);
      this.where = where;
    }

    private void fail(String here) {
      if (here.equals(where)) {
        throw new IllegalStateException("cannot " + here);
      }
    }

    @Override
    public boolean hasNext() {
      fail("hasNext");
      return super.hasNext();
    }

    @Override
    public DataSet next() {
      fail("next");
      return super.next();
    }

    @Override
    public boolean asyncSupported() {
      return true;
    }

    @Override
    public void reset() {
      fail("reset");
      super.reset();
    }
  }

  @Test
  void readsBothKindsOfIteratorsFromTheirStart() {
    assertThat(GOOD.train().next().getFeatures(0).size(0)).isEqualTo(30);
    assertThat(GOOD.test().next().getFeatures(0).size(0)).isEqualTo(20);
    assertThat(GOOD.test().hasNext()).isTrue();
  }

  @Test
  void isNeverReadAhead() {
    GuardedData data = GuardedData.of(() -> new Failing("never"), () -> "unused");

    assertThat(data.train().asyncSupported()).isFalse();
  }

  @Test
  void whateverTheSourceThrowsIsADataSourceExceptionAndIsRemembered() {
    for (String where : List.of("hasNext", "next", "reset")) {
      MultiDataSetIterator data = GuardedData.of(() -> new Failing(where), () -> "unused").train();
      assertThatCode(() -> GuardedData.check(data)).doesNotThrowAnyException();

      assertThatThrownBy(
              () -> {
                data.reset();
                data.hasNext();
                data.next();
              })
          .isInstanceOf(DataSourceException.class)
          .hasMessageContaining("reading training data")
          .hasMessageContaining("cannot " + where)
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> GuardedData.check(data)).isInstanceOf(DataSourceException.class);
    }
  }

  @Test
  void saysWhatIsNoData() {
    assertThatThrownBy(() -> GuardedData.of(() -> 7, () -> null).train())
        .hasMessageContaining("java.lang.Integer");
    assertThatThrownBy(() -> GuardedData.of(() -> 7, () -> null).test())
        .hasMessageContaining("found null");
  }

  @Test
  void saysWhenThereIsNoDataSource() {
    assertThatThrownBy(() -> GuardedData.of(null, new java.util.Properties()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dataSource(...)");
  }
}
