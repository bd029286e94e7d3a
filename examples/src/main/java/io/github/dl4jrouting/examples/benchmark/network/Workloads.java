package io.github.dl4jrouting.examples.benchmark.network;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The workloads by their names. */
public final class Workloads {

  /** The name of {@link LeNet}. */
  public static final String LENET = "lenet";

  /** The name of {@link ResNet20}. */
  public static final String RESNET20 = "resnet20";

  /** The same network with the channels of its images last, in DL4J. */
  public static final String RESNET20_NHWC = RESNET20 + "-nhwc";

  private static final String GATED = "-gate";
  private static final String SHARED = "-shared";
  private static final Pattern DENSE =
      Pattern.compile("dense-(\\d{1,5})x(\\d{1,3})(-gate|-shared)?");

  private static final Pattern LSTM = Pattern.compile("lstm-(\\d{1,5})x(\\d{1,3})");

  private Workloads() {}

  /**
   * Every workload of the full benchmark.
   *
   * @return names for {@link #named}
   */
  public static List<String> all() {
    return List.of(
        "dense-128x6",
        "dense-128x12",
        "dense-512x6",
        "dense-512x12",
        "dense-1024x6",
        "dense-1024x12",
        "dense-512x6" + GATED,
        "dense-1024x6" + GATED,
        "dense-512x6" + SHARED,
        "dense-1024x6" + SHARED,
        LENET,
        RESNET20);
  }

  /**
   * One workload.
   *
   * @param name {@code dense-<features>x<blocks>}, the same with {@code -gate} for activity gates
   *     in place of routers or with {@code -shared} for one route a batch, {@code
   *     lstm-<units>x<blocks>}, {@code lenet}, {@code resnet20} or {@code resnet20-nhwc}
   * @return the workload
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Workload named(String name) {
    Matcher dense = DENSE.matcher(name);
    if (dense.matches()) {
      return new DenseBlocks(
          Integer.parseInt(dense.group(1)),
          Integer.parseInt(dense.group(2)),
          GATED.equals(dense.group(3)),
          SHARED.equals(dense.group(3)));
    }
    Matcher lstm = LSTM.matcher(name);
    if (lstm.matches()) {
      return new Lstms(Integer.parseInt(lstm.group(1)), Integer.parseInt(lstm.group(2)));
    }
    return switch (name) {
      case LENET -> new LeNet();
      case RESNET20 -> new ResNet20(false);
      case RESNET20_NHWC -> new ResNet20(true);
      default ->
          throw new IllegalArgumentException(
              "expected a workload dense-<features>x<blocks>[-gate|-shared], lstm-<units>x<blocks>,"
                  + " lenet, resnet20 or resnet20-nhwc, found '"
                  + name
                  + "'");
    };
  }

  /**
   * The width of a dense workload's blocks.
   *
   * @param name of a workload
   * @return d, or 0 where the workload is not a dense one
   */
  public static int width(String name) {
    Matcher dense = DENSE.matcher(name);
    return dense.matches() ? Integer.parseInt(dense.group(1)) : 0;
  }

  /**
   * Whether a workload has activity gates: it measures what they cost, at a skip ratio of 0 alone.
   *
   * @param name of a workload
   * @return true for the gated twin of a dense workload
   */
  public static boolean isGated(String name) {
    return name.endsWith(GATED);
  }

  /**
   * Whether the samples of a batch share their route: it measures what a skipped block costs.
   *
   * @param name of a workload
   * @return true for the shared twin of a dense workload
   */
  public static boolean sharesRoutes(String name) {
    return name.endsWith(SHARED);
  }
}
