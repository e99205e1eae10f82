package dev.tidings.server.cli;

import picocli.CommandLine.IVersionProvider;

/** What is running: Tidings, Java, machine. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "tidings " + number(),
            "java " + Runtime.version(),
            System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }

    /** Of this build. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(from classes)" : version;
    }
}
