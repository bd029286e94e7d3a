package io.github.dl4jrouting.inference;

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
final class LayerMemory implements AutoCloseable {
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

  private final LayerWorkspaceMgr manager;

  /** What is open; null where each array is to have memory of its own. */
  private final MemoryWorkspace workspace;

  private LayerMemory(LayerWorkspaceMgr manager, MemoryWorkspace workspace) {
    this.manager = manager;
    this.workspace = workspace;
  }

  /**
   * Opens it: until it is closed, this thread's new arrays are in it. Where a network is not to
   * have workspaces, or a layer calls a plan while it computes in one, each array has memory of its
   * own.
   *
   * @param mode what the network is configured for
   */
  static LayerMemory open(WorkspaceMode mode) {
    if (mode == WorkspaceMode.NONE
        || Nd4j.getWorkspaceManager().checkIfWorkspaceExistsAndActive(NAME)) {
      return new LayerMemory(LayerWorkspaceMgr.noWorkspaces(), null);
    }
    LayerWorkspaceMgr manager =
        LayerWorkspaceMgr.builder()
            .with(ArrayType.INPUT, NAME, GROWING)
            .with(ArrayType.ACTIVATIONS, NAME, GROWING)
            .with(ArrayType.FF_WORKING_MEM, NAME, GROWING)
            .with(ArrayType.RNN_FF_LOOP_WORKING_MEM, STEP, GROWING)
            .build();
    return new LayerMemory(
        manager, Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, NAME));
  }

  /** What tells layers to use it. */
  LayerWorkspaceMgr manager() {
    return manager;
  }

  @Override
  public void close() {
    if (workspace != null) {
      workspace.close();
    }
  }
}
