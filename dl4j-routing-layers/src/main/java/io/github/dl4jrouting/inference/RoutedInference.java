package io.github.dl4jrouting.inference;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained network as a plan that computes, for each sample, only what that sample needs.
 *
 * <p>A path of a {@link io.github.dl4jrouting.vertex.RoutingVertex} is computed for the samples
 * whose router gives it a probability other than zero, in any topology: nested routers, early
 * exits, paths that share vertices. Dense, convolution, recurrent, pooling, element-wise and other
 * common vertices run as lean kernels; any other through DL4J's own {@code activate}. Networks
 * without a router compile as well.
 *
 * <pre>{@code
 * RoutedInference plan = RoutedInference.compile(graph);
 * INDArray[] y = plan.output(x);
 * InferenceResult details = plan.infer(x); // with decisions and costs by sample
 * }</pre>
 *
 * <p>Results equal the network's own output within 1e-5 relative. What else is in the batch changes
 * a sample's result by rounding only (float: 1e-5 relative to the largest output), as the number of
 * rows decides how products are cut; which thread computes a part never changes a bit.
 *
 * <p>Weights are read when the plan is compiled. A plan whose network has been trained further
 * throws {@link StalePlanException} until {@link #refresh} is called. All methods may be called by
 * any number of threads at the same time; memory is kept for as many calls as ran at once, and for
 * what DL4J's layers compute by each thread, as {@code ComputationGraph.output} keeps it.
 */
public final class RoutedInference {
  private final ComputationGraph source;
  private final boolean watching;
  private final List<String> inputNames;
  private final List<String> outputNames;
  private final Workers workers;
  private volatile Snapshot snapshot;

  private RoutedInference(
      ComputationGraph source, boolean watching, Workers workers, Snapshot snapshot) {
    this.source = source;
    this.watching = watching;
    this.workers = workers;
    this.snapshot = snapshot;
    inputNames = List.copyOf(source.getConfiguration().getNetworkInputs());
    outputNames = List.copyOf(source.getConfiguration().getNetworkOutputs());
  }

  /**
   * A plan for a network, whose calls may use all processors.
   *
   * @param graph an initialised network, trained as a rule; it is not changed
   * @return the plan
   * @throws IllegalStateException if it is not initialised
   */
  public static RoutedInference compile(ComputationGraph graph) {
    return compile(graph, Runtime.getRuntime().availableProcessors());
  }

  /**
   * A plan for a network, whose calls use so many threads at most. What the plan leaves to DL4J's
   * layers takes the threads of ND4J all the same ({@code OMP_NUM_THREADS} limits those).
   *
   * @param graph an initialised network, trained as a rule; it is not changed
   * @param threads 1 for calls that stay on their callers' threads, as a server wants that has a
   *     thread for each request; no more than 16 are used. It has a part in how products are cut,
   *     so that results differ by rounding
   * @return the plan
   * @throws IllegalStateException if the network is not initialised
   * @throws IllegalArgumentException if threads are less than 1
   */
  public static RoutedInference compile(ComputationGraph graph, int threads) {
    checkInitialised(graph);
    if (threads < 1) {
      throw new IllegalArgumentException("Expected threads of 1 or more, found " + threads);
    }
    Workers workers = new Workers(threads);
    return new RoutedInference(graph, true, workers, new Snapshot(graph, workers));
  }

  /**
   * A plan for a network of layers in a row.
   *
   * @param network an initialised network; the plan is for its graph form, and does not notice
   *     further training of it
   * @return the plan
   * @throws IllegalStateException if it is not initialised
   */
  public static RoutedInference compile(MultiLayerNetwork network) {
    Objects.requireNonNull(network, "expected a MultiLayerNetwork, found null");
    if (!network.isInitCalled()) {
      throw new IllegalStateException(
          "Expected an initialised MultiLayerNetwork, found one without parameters. Call init() or"
              + " restore it with its parameters.");
    }
    return compile(network.toComputationGraph());
  }

  /**
   * Whether plans multiply with the JDK's Vector API: where Java was started with {@code
   * --add-modules jdk.incubator.vector}, with HotSpot's C2 compiler, on a processor that multiplies
   * and adds in one instruction. Elsewhere they multiply with the OpenBLAS that ND4J brings.
   *
   * @return whether they do; the same for all plans of a JVM
   */
  public static boolean usesVectorApi() {
    return VectorApi.isThere();
  }

  static void checkInitialised(ComputationGraph graph) {
    Objects.requireNonNull(graph, "expected a ComputationGraph, found null");
    if (graph.getVertices() == null) {
      throw new IllegalStateException(
          "Expected an initialised ComputationGraph, found one without vertices. Call init() or"
              + " restore it with its parameters.");
    }
  }

  /**
   * The outputs of the network.
   *
   * @param inputs one array for each network input, {@code [N, …]}, with the same N ≥ 1; any
   *     numeric type, without NaN
   * @return one new array for each network output, in the network's order
   * @throws IllegalArgumentException if an input does not fit the network
   * @throws StalePlanException if the network has been trained since
   */
  public INDArray[] output(INDArray... inputs) {
    return run(inputs, null, Recorder.OFF, Results.NEW);
  }

  /**
   * The outputs of the network, into arrays that the caller keeps from call to call. An array of
   * ND4J's costs several microseconds to make, and its memory comes back with the garbage collector
   * alone, unless it is closed: where calls are many and small, this is the fast way.
   *
   * @param outputs one array for each network output, in the network's order, of the shape that the
   *     output will have and any floating-point type; fastest floats in c order. They must not
   *     share memory with one another, nor with an input that the network hands through
   * @param inputs as for {@link #output(INDArray...)}
   * @throws IllegalArgumentException if an input does not fit the network, or an output array not
   *     the output; some outputs may have been written
   * @throws StalePlanException if the network has been trained since
   */
  public void outputInto(INDArray[] outputs, INDArray... inputs) {
    run(inputs, null, Recorder.OFF, Results.into(outputs, outputNames));
  }

  /**
   * The outputs of the network with masks, into arrays that the caller keeps from call to call.
   *
   * @param outputs as for {@link #outputInto(INDArray[], INDArray...)}
   * @param inputs as for {@link #output(INDArray...)}
   * @param featureMasks one mask for each input, or null for an input without one; null for none
   */
  public void outputInto(INDArray[] outputs, INDArray[] inputs, INDArray[] featureMasks) {
    run(inputs, featureMasks, Recorder.OFF, Results.into(outputs, outputNames));
  }

  /**
   * The outputs of the network, with masks.
   *
   * @param inputs as for {@link #output(INDArray...)}
   * @param featureMasks one mask for each input, or null for an input without one; null for none
   * @return one new array for each network output
   */
  public INDArray[] output(INDArray[] inputs, INDArray[] featureMasks) {
    return run(inputs, featureMasks, Recorder.OFF, Results.NEW);
  }

  /**
   * The outputs, and how they came about.
   *
   * @param inputs as for {@link #output(INDArray...)}
   * @return outputs, routing decisions and multiply-accumulates by sample
   */
  public InferenceResult infer(INDArray... inputs) {
    return infer(inputs, null);
  }

  /**
   * The outputs with masks, and how they came about.
   *
   * @param inputs as for {@link #output(INDArray...)}
   * @param featureMasks one mask for each input, or null for an input without one; null for none
   * @return outputs, routing decisions and multiply-accumulates by sample
   */
  public InferenceResult infer(INDArray[] inputs, INDArray[] featureMasks) {
    InputCheck.check(inputs, inputNames);
    Recorder recorder = new Recorder(Math.toIntExact(inputs[0].size(0)));
    return recorder.result(run(inputs, featureMasks, recorder, Results.NEW));
  }

  /** Reads the network's weights again; calls that are under way finish with the old ones. */
  public synchronized void refresh() {
    snapshot = new Snapshot(source, workers);
  }

  /**
   * Whether the network has changed since the plan was compiled or refreshed.
   *
   * @return true after training, or after a parameter was set that is watched: all in small arrays,
   *     such as thresholds, and a few in each large one; never for a {@link #detached} plan, which
   *     is meant to differ
   */
  public boolean isStale() {
    return watching && snapshot.fingerprint().change().isPresent();
  }

  /**
   * The same plan, for serving while the network is trained on: it keeps its weights and never
   * complains.
   *
   * @return a plan that shares this one's weights and memory
   */
  public RoutedInference detached() {
    return new RoutedInference(source, false, workers, snapshot);
  }

  private INDArray[] run(
      INDArray[] inputs, INDArray[] featureMasks, Recorder recorder, Results results) {
    Snapshot current = snapshot;
    if (watching) {
      Optional<String> change = current.fingerprint().change();
      if (change.isPresent()) {
        throw new StalePlanException(change.get());
      }
    }
    InputCheck.check(inputs, inputNames);
    InputCheck.checkMasks(featureMasks, inputs, inputNames);
    Masks masks = Masks.of(featureMasks, null);
    return run(current, inputs, outputNames, masks, recorder, results);
  }

  /** For {@link RoutedComputationGraph}: any vertices, label masks, never stale. */
  INDArray[] outputOf(List<String> vertices, INDArray[] inputs, Masks masks) {
    InputCheck.check(inputs, inputNames);
    return run(snapshot, inputs, vertices, masks, Recorder.OFF, Results.NEW);
  }

  private INDArray[] run(
      Snapshot current,
      INDArray[] inputs,
      List<String> vertices,
      Masks masks,
      Recorder recorder,
      Results results) {
    if (!vertices.equals(outputNames)) {
      return run(current.faithful(), inputs, vertices, masks, recorder, results);
    }
    LeanPrograms programs = masks.any() ? current.masked() : current.lean();
    Program program = programs.current();
    while (true) {
      try {
        INDArray[] outputs = run(program, inputs, vertices, masks, recorder, results);
        // Not before: a bad input is no reason to leave anything to DL4J.
        programs.use(program);
        return outputs;
      } catch (Execution.NotLean e) {
        recorder.restart();
        program = programs.without(program, e.vertex());
      }
    }
  }

  /**
   * The vertices that DL4J's own layers compute in calls without masks, as there is no kernel for
   * them: they may take most of the time. Where an input turns out in a call to be of a shape that
   * a kernel does not take, DL4J computes that vertex too, which is among them from then on.
   *
   * @return their names in topological order
   */
  public Set<String> leftToDl4j() {
    return snapshot.lean().current().computedByDl4j();
  }

  /**
   * The same for calls with masks, in which the layers that have one may be left to DL4J as well:
   * those that a call has shown are among them from then on.
   *
   * @return their names in topological order
   */
  public Set<String> leftToDl4jWithMasks() {
    return snapshot.masked().current().computedByDl4j();
  }

  private INDArray[] run(
      Program program,
      INDArray[] inputs,
      List<String> vertices,
      Masks masks,
      Recorder recorder,
      Results results) {
    Plan plan = program.plan();
    int[] targets = vertices.equals(outputNames) ? plan.outputs() : plan.indicesOf(vertices);
    Execution execution = program.take();
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return execution.run(inputs, targets, masks, recorder, results);
    } finally {
      program.give(execution);
    }
  }
}
