package com.example.tidings;

import dev.tidings.core.channel.Channel;
import dev.tidings.testkit.channel.ChannelContract;
import dev.tidings.testkit.channel.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class SpoolChannelTest extends ChannelContract {
    @Override
    protected Channel newChannel() {
        return new SpoolChannel();
    }

    @Override
    protected Provider newProvider(Path scratch) throws IOException {
        return new Folder(Files.createDirectory(scratch.resolve("spool")));
    }

    @Override
    protected String malformedAddress() {
        return "../etc/passwd";
    }

    @Override
    protected Map<String, Object> malformedSettings() {
        return Map.of("folder", "no such folder");
    }

    private record Folder(Path path) implements Provider {
        @Override
        public Map<String, Object> settings() {
            return Map.of("folder", path.toString());
        }

        @Override
        public String address() {
            return "printer1";
        }

        @Override
        public void accept() {}

        @Override
        public boolean fallSilent() {
            return false;
        }

        @Override
        public void awaitArrival() {}

        @Override
        public List<String> messageIds() throws IOException {
            try (Stream<Path> files = Files.list(path)) {
                return files.map(Path::toString).toList();
            }
        }

        @Override
        public void close() throws IOException {
            if (Files.exists(path)) {
                for (String file : messageIds()) {
                    Files.delete(Path.of(file));
                }
                Files.delete(path);
            }
        }
    }
}
