package dev.tidings.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The modules of the build and their dependencies, read from the poms. */
final class Poms {
    private static final String PREFIX = "tidings-";
    private static final Path ROOT = Path.of("..");

    private Poms() {}

    /** The product's modules, without the examples. */
    static List<String> modules() throws IOException {
        List<String> modules = new ArrayList<>();
        for (Element module : elements(read(ROOT.resolve("pom.xml")), "module")) {
            if (module.getTextContent().startsWith(PREFIX)) {
                modules.add(module.getTextContent());
            }
        }
        return modules;
    }

    /** The modules that the main code of a module depends on, without their common prefix. */
    static Set<String> sees(String module) throws IOException {
        Set<String> seen = new TreeSet<>();
        for (Element dependency : elements(read(ROOT.resolve(module).resolve("pom.xml")), "dependency")) {
            String artifact = text(dependency, "artifactId");
            if (text(dependency, "groupId").equals("dev.tidings")
                    && !text(dependency, "scope").equals("test")) {
                seen.add(artifact.substring(PREFIX.length()));
            }
        }
        return seen;
    }

    private static Document read(Path pom) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile());
        } catch (SAXException | ParserConfigurationException unreadable) {
            throw new IOException(pom + " is not a pom", unreadable);
        }
    }

    private static String text(Element parent, String child) {
        NodeList found = parent.getElementsByTagName(child);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
