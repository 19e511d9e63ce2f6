package dev.warren.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {
    private static final Results RESULTS = new SampleResults()
            .drain("3.10 quorum", 1, 100_000, 50_000, 30_000, 20_000)
            .drain("4.3 quorum", 1, 80_000, 79_000, 30_000, 20_000)
            .results();

    @Test
    void barsAreAsLongAsTheirFiguresOnTheFasterBroker() throws Exception {
        NodeList rectangles = parse(Chart.of(RESULTS)).getElementsByTagName("rect");

        assertThat(rectangles.getLength()).isEqualTo(1 + 4); // the background first
        assertThat(width(rectangles, 2)).isEqualTo(width(rectangles, 1) / 2);
        assertThat(width(rectangles, 4)).isEqualTo(width(rectangles, 1) / 5);
    }

    @Test
    void namesAreEscaped() throws Exception {
        assertThat(Chart.of(RESULTS)).contains("simple &amp; plain");
        assertThat(parse(Chart.of(RESULTS)).getDocumentElement().getTextContent())
                .contains("Spring AMQP, simple & plain", "3.10 quorum", "50,000");
    }

    private static double width(NodeList rectangles, int index) {
        return Double.parseDouble(((Element) rectangles.item(index)).getAttribute("width"));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
