package io.github.dl4jrouting.inference;

import java.util.Optional;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory that DL4J's layers compute in, which a thread keeps from call to call as it does for
 * {@code ComputationGraph.output}. Memory that is new to the process is found by the operating
 * system page by page, for large activations more slowly than they are computed.
 */
final class LayerMemory {
  private static final String NAME = "ROUTED_INFERENCE";

  /** For one time step of a recurrent layer. */
  private static final String STEP = "ROUTED_INFERENCE_STEP";

  private static final WorkspaceConfiguration GROWING =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.05)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private final Optional<LayerWorkspaceMgr> manager;

  /**
   * For the layers of a network.
   *
   * @param mode what it is configured for: it may not want any
   */
  LayerMemory(WorkspaceMode mode) {
    manager =
        mode == WorkspaceMode.NONE
            ? Optional.empty()
            : Optional.of(
                LayerWorkspaceMgr.builder()
                    .with(ArrayType.INPUT, NAME, GROWING)
                    .with(ArrayType.ACTIVATIONS, NAME, GROWING)
                    .with(ArrayType.FF_WORKING_MEM, NAME, GROWING)
                    .with(ArrayType.RNN_FF_LOOP_WORKING_MEM, STEP, GROWING)
                    .build());
  }

  /**
   * What is open.
   *
   * @param manager what tells layers to use it
   * @param workspace nothing where each array has memory of its own
   */
  record Scope(LayerWorkspaceMgr manager, Optional<MemoryWorkspace> workspace)
      implements AutoCloseable {
    @Override
    public void close() {
      workspace.ifPresent(MemoryWorkspace::close);
    }
  }

  /**
   * Opens it: until it is closed, this thread's new arrays are in it. Where the network wants none,
   * or a layer calls a plan while it computes in it, each array has memory of its own.
   */
  Scope open() {
    if (manager.isEmpty() || Nd4j.getWorkspaceManager().checkIfWorkspaceExistsAndActive(NAME)) {
      return new Scope(LayerWorkspaceMgr.noWorkspaces(), Optional.empty());
    }
    return new Scope(
        manager.get(),
        Optional.of(Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, NAME)));
  }
}
