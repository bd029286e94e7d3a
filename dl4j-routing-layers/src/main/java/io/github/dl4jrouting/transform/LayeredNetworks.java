package io.github.dl4jrouting.transform;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The graph form of a MultiLayerNetwork, with what DL4J's own conversion forgets. */
final class LayeredNetworks {
  private LayeredNetworks() {}

  static ComputationGraph toGraph(MultiLayerNetwork network) {
    ComputationGraph graph = network.toComputationGraph();
    MultiLayerConfiguration from = network.getLayerWiseConfigurations();
    ComputationGraphConfiguration to = graph.getConfiguration();
    to.setIterationCount(from.getIterationCount());
    to.setEpochCount(from.getEpochCount());
    to.setBackpropType(from.getBackpropType());
    to.setTbpttFwdLength(from.getTbpttFwdLength());
    to.setTbpttBackLength(from.getTbpttBackLength());
    to.setTrainingWorkspaceMode(from.getTrainingWorkspaceMode());
    to.setInferenceWorkspaceMode(from.getInferenceWorkspaceMode());
    to.setCacheMode(from.getCacheMode());
    to.setValidateOutputLayerConfig(from.isValidateOutputLayerConfig());
    to.getDefaultConfiguration().setMiniBatch(network.conf().isMiniBatch());
    for (int i = 0; i < network.getnLayers(); i++) {
      graph.getLayer(i).conf().setMiniBatch(network.getLayer(i).conf().isMiniBatch());
    }
    return graph;
  }
}
