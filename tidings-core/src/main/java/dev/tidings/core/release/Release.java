package dev.tidings.core.release;

/** This build. */
public final class Release {
    private Release() {}

    /** As the manifest of the jar has it; {@code (from classes)} when there is no jar. */
    public static String version() {
        String version = Release.class.getPackage().getImplementationVersion();
        return version == null ? "(from classes)" : version;
    }
}
