/** PyTorch and ONNX Runtime as contestants; compiled in the Maven profile {@code peers} alone. */
package io.github.dl4jrouting.examples.benchmark.peers;
