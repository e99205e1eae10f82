package dev.tidings.jobs.driver;

import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The images that jobs may use. Names are compared with their default registry and folder added, component by
 * component: {@code example.com/games/*} does not allow {@code example.com/games-evil}.
 */
public final class AllowedImages {
    private static final String ALL_BELOW = "/*";
    private static final Pattern FOLDER =
            Pattern.compile("[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::[0-9]{1,5})?" + "(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*");

    private final List<Entry> entries;
    private final boolean digestRequired;
    private final boolean any;

    /**
     * @param tag with its colon or at sign; empty for any
     */
    private record Entry(String name, String tag, boolean below) {
        boolean allows(Name image) {
            return below
                    ? image.repository().startsWith(name + "/")
                    : image.repository().equals(name)
                            && (tag.isEmpty() || tag.equals(image.tag()) || tag.equals(image.digest()));
        }
    }

    /** A fully qualified reference. */
    private record Name(String repository, String tag, String digest) {}

    private AllowedImages(List<Entry> entries, boolean digestRequired, boolean any) {
        this.entries = List.copyOf(entries);
        this.digestRequired = digestRequired;
        this.any = any;
    }

    /** Allows all images. */
    public static AllowedImages any(boolean digestRequired) {
        return new AllowedImages(List.of(), digestRequired, true);
    }

    /**
     * @param patterns references as {@code name}, {@code name:tag} and {@code name@sha256:…}, and {@code
     * folder/*}
     * @throws DriverFailure for the first invalid pattern
     */
    public static AllowedImages of(List<String> patterns, boolean digestRequired) {
        List<Entry> entries = new ArrayList<>();
        for (String pattern : patterns) {
            entries.add(entry(pattern));
        }
        return new AllowedImages(entries, digestRequired, false);
    }

    /** Throws a {@link DriverFailure} if jobs may not use this image. */
    public void require(ImageRef image) {
        Name name = name(image.text());
        if (digestRequired && name.digest().isEmpty()) {
            throw new DriverFailure(
                    JobCode.IMAGE_NOT_ALLOWED,
                    "image_ref: '" + image
                            + "'; expected a digest (@sha256:…), because runtimes.docker.require_digest is set");
        }
        if (!any && entries.stream().noneMatch(entry -> entry.allows(name))) {
            throw new DriverFailure(
                    JobCode.IMAGE_NOT_ALLOWED,
                    "image_ref: '" + image + "'; expected an image of runtimes.docker.images or runtimes.catalogue");
        }
    }

    private static Entry entry(String pattern) {
        if (pattern.endsWith(ALL_BELOW)) {
            String folder = pattern.substring(0, pattern.length() - ALL_BELOW.length());
            if (!FOLDER.matcher(folder).matches()) {
                throw new DriverFailure(
                        JobCode.INVALID_IMAGE_REF,
                        "'" + BoundedText.shown(pattern)
                                + "'; expected an image folder, such as registry.example.com/games/*");
            }
            return new Entry(full(folder + "/x").replaceFirst("/x$", ""), "", true);
        }
        // The default tag of a reference without one would exclude all other tags.
        String tag = ImageRef.parse(pattern).text().equals(pattern) ? pattern : pattern + ":any";
        Name name = name(tag);
        boolean bare = !tag.equals(pattern);
        return new Entry(name.repository(), bare ? "" : name.digest().isEmpty() ? name.tag() : name.digest(), false);
    }

    private static Name name(String reference) {
        int at = reference.indexOf('@');
        String digest = at < 0 ? "" : reference.substring(at);
        String rest = at < 0 ? reference : reference.substring(0, at);
        int colon = rest.lastIndexOf(':');
        boolean tagged = colon > rest.lastIndexOf('/');
        return new Name(full(tagged ? rest.substring(0, colon) : rest), tagged ? rest.substring(colon) : "", digest);
    }

    /** Adds the default registry and folder of a short name; registries are compared in lower case. */
    private static String full(String repository) {
        int slash = repository.indexOf('/');
        String first = slash < 0 ? "" : repository.substring(0, slash);
        boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
        String host = registry ? first.toLowerCase(Locale.ROOT) : "docker.io";
        String path = registry ? repository.substring(slash + 1) : repository;
        boolean hub = host.equals("docker.io") || host.equals("index.docker.io") || host.equals("registry-1.docker.io");
        return hub ? "docker.io/" + (path.contains("/") ? path : "library/" + path) : host + "/" + path;
    }
}
