package io.github.dl4jrouting.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles and runs every Java block of the README and of docs. */
class DocumentationTest {
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String IMPORTS =
      Stream.of(
              "io.github.dl4jrouting.*",
              "io.github.dl4jrouting.bypass.*",
              "io.github.dl4jrouting.calibration.*",
              "io.github.dl4jrouting.gate.*",
              "io.github.dl4jrouting.inference.*",
              "io.github.dl4jrouting.listener.*",
              "io.github.dl4jrouting.penalty.*",
              "io.github.dl4jrouting.router.*",
              "io.github.dl4jrouting.skip.*",
              "io.github.dl4jrouting.transform.*",
              "io.github.dl4jrouting.vertex.*",
              "io.github.dl4jrouting.zoo.*",
              "io.github.dl4jrouting.zoo.Routing", // not the routers' decisions of that name
              "io.github.dl4jrouting.zoo.search.*",
              "io.github.dl4jrouting.zoo.search.objective.*",
              "io.github.dl4jrouting.zoo.search.space.*",
              "io.github.dl4jrouting.zoo.search.threshold.*",
              "io.github.dl4jrouting.zoo.search.training.*",
              "java.nio.file.Files",
              "java.util.*",
              "org.datavec.api.transform.TransformProcess",
              "org.datavec.api.transform.condition.ConditionOp",
              "org.datavec.api.transform.condition.column.StringColumnCondition",
              "org.datavec.api.transform.schema.Schema",
              "org.datavec.api.writable.Text",
              "org.deeplearning4j.arbiter.ComputationGraphSpace",
              "org.deeplearning4j.arbiter.conf.updater.AdamSpace",
              "org.deeplearning4j.arbiter.layers.DenseLayerSpace",
              "org.deeplearning4j.arbiter.layers.OutputLayerSpace",
              "org.deeplearning4j.arbiter.optimize.parameter.*",
              "org.deeplearning4j.arbiter.optimize.parameter.continuous.*",
              "org.deeplearning4j.arbiter.optimize.parameter.discrete.*",
              "org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator",
              "org.deeplearning4j.nn.conf.*",
              "org.deeplearning4j.nn.conf.graph.*",
              "org.deeplearning4j.nn.conf.inputs.*",
              "org.deeplearning4j.nn.conf.layers.*",
              "org.deeplearning4j.nn.conf.layers.recurrent.*",
              "org.deeplearning4j.nn.graph.*",
              "org.deeplearning4j.nn.multilayer.*",
              "org.deeplearning4j.util.ModelSerializer",
              "org.deeplearning4j.zoo.PretrainedType",
              "org.nd4j.linalg.activations.Activation",
              "org.nd4j.linalg.api.ndarray.INDArray",
              "org.nd4j.linalg.dataset.DataSet",
              "org.nd4j.linalg.dataset.MultiDataSet",
              "org.nd4j.linalg.factory.Nd4j",
              "org.nd4j.linalg.learning.config.*",
              "org.nd4j.linalg.lossfunctions.LossFunctions",
              "org.nd4j.linalg.schedule.*")
          .map(name -> "import " + name + ";\n")
          .reduce("", String::concat);

  @TempDir Path classes;

  /** One block: the page and its position, for the test's name. */
  record Snippet(String page, int number, String code) {
    @Override
    public String toString() {
      return page + " block " + number;
    }
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      List<Path> pages =
          new ArrayList<>(docs.filter(page -> page.toString().endsWith(".md")).sorted().toList());
      pages.add(ROOT.resolve("README.md"));
      return pages;
    }
  }

  static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Path page : pages()) {
      Matcher matcher = JAVA_BLOCK.matcher(Files.readString(page));
      for (int i = 1; matcher.find(); i++) {
        snippets.add(new Snippet(ROOT.relativize(page).toString(), i, matcher.group(1)));
      }
    }
    return snippets;
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void everyJavaBlockCompilesAndRuns(Snippet snippet) throws Exception {
    String source =
        IMPORTS
            + "public class Snippet { public static void run() throws Exception {\n"
            + snippet.code()
            + "\n}}";
    StringWriter messages = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", classes.toString(), "-proc:none"),
                null,
                List.of(
                    new SimpleJavaFileObject(
                        URI.create("string:///Snippet.java"),
                        javax.tools.JavaFileObject.Kind.SOURCE) {
                      @Override
                      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                      }
                    }))
            .call();
    assertThat(compiled).as("%s: %s", snippet, messages).isTrue();
    try (URLClassLoader loader = new URLClassLoader(new java.net.URL[] {classes.toUri().toURL()})) {
      loader.loadClass("Snippet").getMethod("run").invoke(null);
    }
  }

  @Test
  void everyLinkToAFileLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher matcher = LINK.matcher(Files.readString(page));
      while (matcher.find()) {
        if (!Files.exists(page.resolveSibling(matcher.group(1)))) {
          broken.add(ROOT.relativize(page) + " -> " + matcher.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }
}
