package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTextTest {
  @Test
  void argumentsThatAShellWouldReadOtherwiseAreQuoted() {
    assertThat(
            CommandText.of(List.of("tune", "--output", "my dir", "--price=0.1", "it's", ""), false))
        .isEqualTo(
            "java -jar examples/target/dl4j-routing.jar tune --output 'my dir' --price=0.1"
                + " 'it'\\''s' ''");
  }

  @Test
  void theVectorApiIsAskedForWhereItWas() {
    assertThat(CommandText.of(List.of("compare"), true))
        .isEqualTo(
            "java --add-modules jdk.incubator.vector -jar examples/target/dl4j-routing.jar compare");
  }
}
