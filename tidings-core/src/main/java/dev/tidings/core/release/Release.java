package dev.tidings.core.release;

/** The release of this build. */
public final class Release {
    private Release() {}

    /** Returns the version from the jar's manifest; {@code (from classes)} when there is no jar. */
    public static String version() {
        String version = Release.class.getPackage().getImplementationVersion();
        return version == null ? "(from classes)" : version;
    }
}
