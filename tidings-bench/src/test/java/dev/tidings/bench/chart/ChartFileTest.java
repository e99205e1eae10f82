package dev.tidings.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class ChartFileTest {
    private static final List<Measurement> ROWS = List.of(
            Measurement.point("charts.load", "p50", 100, "ms", List.of(1.2, 1.23, 1.4)),
            Measurement.point("charts.load", "p99", 100, "ms", List.of(6.5)),
            Measurement.point("charts.load", "p50", 10_000, "ms", List.of(21.5)),
            Measurement.point("charts.load", "p99", 10_000, "ms", List.of(1_234.56)),
            Measurement.alone("charts.load", "not a point", "ms", List.of(77.7), new Goal.None()));

    @TempDir
    Path folder;

    private List<String> texts(Chart.Scale scale) throws Exception {
        Path file = folder.resolve("charts").resolve("load.svg");
        ChartFile.write(file, new Chart("Latency over load", "intents/s", "latency, ms", scale), ROWS);
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        // The file names the DTD of SVG, which is not to be fetched.
        parsers.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        Document svg = parsers.newDocumentBuilder().parse(Files.newInputStream(file));
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        NodeList texts = svg.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
    }

    @Test
    void a_chart_names_its_axes_and_series_and_labels_the_median_of_each_point() throws Exception {
        assertThat(texts(Chart.Scale.LINEAR))
                .contains("Latency over load", "intents/s", "latency, ms", "p50", "p99")
                .contains("1.23", "6.5", "21.5", "1,235")
                .doesNotContain("not a point", "77.7");
    }

    @Test
    void a_logarithmic_axis_has_a_tick_per_decade() throws Exception {
        assertThat(texts(Chart.Scale.LOGARITHMIC)).contains("100", "1,000", "10,000", "p50", "1.23");
    }
}
