package io.github.dl4jrouting.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pooling against plain Java loops, in every layout, with and without masks of either type. */
class FeaturePoolingTest {
  private static final int N = 3;
  private static final int F = 2;
  private static final int H = 2;
  private static final int W = 4;

  /** Channels-first data, brought into the layout. */
  private static INDArray data(InputLayout layout) {
    Nd4j.getRandom().setSeed(8);
    INDArray images = Nd4j.rand(DataType.DOUBLE, N, F, H, W).subi(0.5);
    return switch (layout) {
      case DENSE -> Nd4j.rand(DataType.DOUBLE, N, F);
      case NCHW -> images;
      case NHWC -> images.permute(0, 2, 3, 1);
      case NCW -> images.reshape(N, F, H * W);
      case NWC -> images.reshape(N, F, H * W).permute(0, 2, 1);
    };
  }

  private static INDArray mask(InputLayout layout, DataType type) {
    INDArray mask = Nd4j.ones(type, N, H * W);
    mask.putScalar(0, 3, 0).putScalar(0, 5, 0).putScalar(1, 0, 0);
    for (int q = 0; q < H * W; q++) {
      mask.putScalar(2, q, 0);
    }
    return layout.isSequence() ? mask : mask.reshape(N, 1, H, W);
  }

  private static double reference(INDArray x, InputLayout layout, INDArray mask, int n, int f) {
    double sum = 0;
    double count = 0;
    for (int h = 0; h < H; h++) {
      for (int w = 0; w < W; w++) {
        int q = h * W + w;
        double m = mask == null ? 1 : mask.reshape(N, H * W).getDouble(n, q);
        double value =
            switch (layout) {
              case DENSE -> x.getDouble(n, f);
              case NCHW -> x.getDouble(n, f, h, w);
              case NHWC -> x.getDouble(n, h, w, f);
              case NCW -> x.getDouble(n, f, q);
              case NWC -> x.getDouble(n, q, f);
            };
        sum += m * value;
        count += m;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  @ParameterizedTest
  @CsvSource({
    "DENSE,",
    "NCHW,",
    "NHWC,",
    "NCW,",
    "NWC,",
    "NCHW,DOUBLE",
    "NHWC,DOUBLE",
    "NCW,DOUBLE",
    "NWC,DOUBLE",
    "NCHW,FLOAT",
    "NHWC,FLOAT",
    "NCW,FLOAT",
    "NWC,FLOAT"
  })
  void featuresAreMeansOverWhatTheMaskLeaves(InputLayout layout, DataType maskType) {
    INDArray x = data(layout);
    INDArray mask = maskType == null ? null : mask(layout, maskType);
    INDArray z = FeaturePooling.pool(x, layout, mask);
    assertThat(z.shape()).containsExactly(N, F);
    for (int n = 0; n < N; n++) {
      for (int f = 0; f < F; f++) {
        assertThat(z.getDouble(n, f)).isEqualTo(reference(x, layout, mask, n, f), within(1e-7));
      }
    }
  }

  /** unpool is the transpose of pool: ⟨pool(x), g⟩ = ⟨x, unpool(g)⟩. */
  @ParameterizedTest
  @CsvSource({
    "DENSE,",
    "NCHW,",
    "NHWC,",
    "NCW,",
    "NWC,",
    "NCHW,DOUBLE",
    "NHWC,DOUBLE",
    "NCW,DOUBLE",
    "NWC,FLOAT"
  })
  void unpoolingIsTheTransposeOfPooling(InputLayout layout, DataType maskType) {
    INDArray x = data(layout).dup('c');
    INDArray mask = maskType == null ? null : mask(layout, maskType);
    INDArray g = Nd4j.rand(DataType.DOUBLE, N, F);
    double pooled = FeaturePooling.pool(x, layout, mask).mul(g).sumNumber().doubleValue();
    INDArray spread =
        FeaturePooling.unpool(g, layout, mask, Nd4j.create(DataType.DOUBLE, x.shape()));
    assertThat(x.mul(spread).sumNumber().doubleValue()).isEqualTo(pooled, within(1e-7));
  }

  @Test
  void aMaskOfOneNumberASampleIsNoMatterOfPooling() {
    INDArray x = data(InputLayout.NCW);
    INDArray perSample = Nd4j.createFromArray(1.0, 0, 1).reshape(N, 1);
    assertThat(FeaturePooling.pool(x, InputLayout.NCW, perSample))
        .isEqualTo(FeaturePooling.pool(x, InputLayout.NCW, null));
  }

  @Test
  void masksOfOneRowOrColumnSpreadOverTheImage() {
    INDArray x = data(InputLayout.NCHW);
    INDArray column = Nd4j.ones(DataType.DOUBLE, N, 1, 1, W);
    column.putScalar(new int[] {0, 0, 0, 1}, 0);
    INDArray full = column.broadcast(N, 1, H, W);
    assertThat(FeaturePooling.pool(x, InputLayout.NCHW, column))
        .isEqualTo(FeaturePooling.pool(x, InputLayout.NCHW, full));
  }
}
