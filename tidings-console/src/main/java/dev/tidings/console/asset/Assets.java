package dev.tidings.console.asset;

import com.google.common.hash.Hashing;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** The scripts and styles of the pages. Read, hashed and compressed on first use; a new content has a new name. */
public final class Assets {
    /** The path of all files; the name follows. */
    public static final String PATH = "/console/static/";

    private static final int HASH_CHARS = 16;
    private static final String HTMX = "/META-INF/maven/org.webjars.npm/htmx.org/pom.properties";

    private final Map<String, String> urls = new HashMap<>();
    private final Map<String, Asset> byName = new HashMap<>();
    private boolean loaded;

    /** Returns the path of a file, such as {@code console.css}. */
    public synchronized String url(String file) {
        load();
        return Objects.requireNonNull(urls.get(file), () -> "no such file: " + file);
    }

    public HttpResponse respond(String path, HttpRequest request) {
        Asset asset = named(path.substring(PATH.length()));
        return asset == null ? HttpResponse.of(HttpStatus.NOT_FOUND) : asset.respond(request);
    }

    private synchronized @org.jspecify.annotations.Nullable Asset named(String name) {
        load();
        return byName.get(name);
    }

    private void load() {
        if (loaded) {
            return;
        }
        add("console.css", MediaType.CSS_UTF_8, "console.css");
        add("console.js", MediaType.TEXT_JAVASCRIPT_UTF_8, "console.js");
        add("icon.svg", MediaType.SVG_UTF_8, "icon.svg");
        add(
                "htmx.js",
                MediaType.TEXT_JAVASCRIPT_UTF_8,
                "/META-INF/resources/webjars/htmx.org/" + version() + "/dist/htmx.min.js");
        loaded = true;
    }

    private void add(String file, MediaType type, String resource) {
        byte[] content = read(resource);
        int dot = file.lastIndexOf('.');
        String name = file.substring(0, dot) + "." + hash(content) + file.substring(dot);
        urls.put(file, PATH + name);
        byName.put(name, Asset.of(type, content));
    }

    /** The folder in the jar of htmx has its version. */
    private static String version() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(read(HTMX), StandardCharsets.UTF_8)));
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory failed", impossible);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream in =
                Objects.requireNonNull(Assets.class.getResourceAsStream(resource), resource + " is not in the jar")) {
            return in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(resource + " cannot be read from the jar", failed);
        }
    }

    private static String hash(byte[] content) {
        return Hashing.sha256().hashBytes(content).toString().substring(0, HASH_CHARS);
    }
}
