package io.github.dl4jrouting.examples;

import io.github.dl4jrouting.examples.report.Environment;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionLine implements IVersionProvider {

  @Override
  public String[] getVersion() {
    Environment here = Environment.current();
    return new String[] {
      "dl4j-routing " + here.dl4jRouting(),
      "Deeplearning4j " + here.dl4j() + ", Java " + here.java() + ", " + here.os()
    };
  }
}
