package dev.tidings.server.app;

import dev.tidings.server.config.Configuration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;

/** The name of this node: as configured, or derived from its host and data folder, which no other server can lock. */
final class NodeName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    private static final int LONGEST_HOST = 63;
    private static final int MARK = 0xffff;

    private NodeName() {}

    static String of(Configuration configuration) {
        String configured = configuration.dispatch().node();
        return configured.isEmpty() ? derived(host(), configuration.data().dir()) : configured;
    }

    static String derived(String host, Path folder) {
        CRC32 sum = new CRC32();
        sum.update(folder.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
        String shown = host.length() > LONGEST_HOST ? host.substring(0, LONGEST_HOST) : host;
        return "%s-%04x".formatted(shown, sum.getValue() & MARK).toLowerCase(Locale.ROOT);
    }

    /** Avoids DNS if the system knows its name: a lookup may take seconds. */
    static String host() {
        try {
            if (Files.isReadable(KERNEL)) {
                return Files.readString(KERNEL).strip();
            }
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        } catch (IOException unreadable) {
            return "localhost";
        }
    }
}
