package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.docs.Document;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A dependency shown in a document: an artifact of this build, with its version. */
final class DependencySnippet {
    private DependencySnippet() {}

    static void check(String xml) throws IOException, SAXException, ParserConfigurationException {
        NodeList dependencies = parse("<all>" + xml + "</all>").getElementsByTagName("dependency");
        assertThat(dependencies.getLength()).isPositive();
        String version = text(parse(Files.readString(Document.root().resolve("pom.xml"))), "version");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            assertThat(text(dependency, "groupId")).isEqualTo("dev.tidings");
            assertThat(Document.root().resolve(Path.of(text(dependency, "artifactId"), "pom.xml")))
                    .isRegularFile();
            assertThat(text(dependency, "version")).isEqualTo(version);
        }
    }

    private static Element parse(String xml) throws IOException, SAXException, ParserConfigurationException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    private static String text(Element in, String tag) {
        return in.getElementsByTagName(tag).item(0).getTextContent().strip();
    }
}
