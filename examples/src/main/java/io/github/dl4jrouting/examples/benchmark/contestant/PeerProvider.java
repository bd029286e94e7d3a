package io.github.dl4jrouting.examples.benchmark.contestant;

/** Makes a contestant that is no part of this project; found by {@link java.util.ServiceLoader}. */
public interface PeerProvider {

  /**
   * The contestant's name.
   *
   * @return {@link Contestant#PYTORCH} or {@link Contestant#ONNXRUNTIME}
   */
  String name();

  /**
   * Makes the contestant. Its native libraries are loaded no sooner than here.
   *
   * @param threads how many threads it may compute on
   * @return the contestant
   */
  Contestant create(int threads);
}
