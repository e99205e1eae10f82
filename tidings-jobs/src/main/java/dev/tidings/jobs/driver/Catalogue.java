package dev.tidings.jobs.driver;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configured images.
 *
 * @param specs by image reference
 */
public record Catalogue(Map<String, RuntimeSpec> specs) {
    /** Adds the tag {@code latest} to references without one. An invalid reference throws a {@link dev.tidings.jobs.runtime.DriverFailure}. */
    public Catalogue {
        Map<String, RuntimeSpec> complete = new HashMap<>();
        specs.forEach((ref, spec) -> complete.put(ImageRef.parse(ref).text(), spec));
        specs = Map.copyOf(complete);
    }

    /** Returns null if there is no entry. */
    public @Nullable RuntimeSpec find(ImageRef image) {
        return specs.get(image.text());
    }
}
