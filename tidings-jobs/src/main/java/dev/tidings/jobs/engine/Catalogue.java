package dev.tidings.jobs.engine;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images that are configured. */
public final class Catalogue {
    private final Map<String, EngineSpec> specs = new HashMap<>();

    /**
     * @param specs by image reference; an invalid reference throws a {@link dev.tidings.jobs.runtime.DriverFailure}
     */
    public Catalogue(Map<String, EngineSpec> specs) {
        specs.forEach((ref, spec) -> this.specs.put(ImageRef.parse(ref).text(), spec));
    }

    /** Returns null if there is no entry. */
    public @Nullable EngineSpec find(ImageRef image) {
        return specs.get(image.text());
    }

    public Map<String, EngineSpec> specs() {
        return Map.copyOf(specs);
    }
}
