package dev.tidings.channels.email;

import dev.tidings.core.channel.Channel;
import dev.tidings.testkit.channel.ChannelContract;
import dev.tidings.testkit.channel.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class EmailContractTest extends ChannelContract {
    @Override
    protected Channel newChannel() {
        return new EmailChannel();
    }

    @Override
    protected Provider newProvider(Path scratch) throws IOException {
        return new Listening();
    }

    @Override
    protected String malformedAddress() {
        return "ann@example.com, bob@example.com";
    }

    @Override
    protected Map<String, Object> malformedSettings() {
        return Map.of("host", "127.0.0.1", "from", "tidings@example.org", "security", "maybe");
    }

    @Override
    protected List<String> secrets() {
        return List.of("open-sesame");
    }

    private static final class Listening implements Provider {
        private final ScriptedSmtp server = new ScriptedSmtp(null);

        Listening() throws IOException {
            accept();
        }

        @Override
        public Map<String, Object> settings() {
            return settings("30s");
        }

        @Override
        public Map<String, Object> hurried() {
            return settings("500ms");
        }

        private Map<String, Object> settings(String timeout) {
            return Map.of(
                    "host", "127.0.0.1",
                    "port", server.port(),
                    "security", "none",
                    "from", "tidings@example.org",
                    "username", "tidings",
                    "password", "open-sesame",
                    "timeout", timeout);
        }

        @Override
        public String address() {
            return "ann@example.com";
        }

        @Override
        public void accept() {
            server.on("BODY", "250 2.0.0 welcome, open-sesame");
        }

        @Override
        public boolean fallSilent() {
            server.on("MAIL", "silence");
            return true;
        }

        @Override
        public void awaitArrival() throws InterruptedException {
            while (!server.heard.take().startsWith("MAIL")) {}
        }

        @Override
        public List<String> messageIds() {
            return server.heard.stream()
                    .filter(line -> line.startsWith("Message-ID: "))
                    .toList();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
