package dev.tidings.testkit.server;

import static dev.tidings.testkit.server.ReceivedText.untilClosed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReceivedTextTest {
    private ServerSocket listening;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
        server = listening.accept();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        client.close();
        listening.close();
    }

    @Test
    void reads_all_until_the_server_closes() throws IOException {
        respond("HTTP/1.1 200 OK");

        server.close();

        assertThat(untilClosed(client)).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void keeps_what_arrived_before_the_server_reset_the_connection() throws IOException {
        respond("HTTP/1.1 408 Request Timeout");

        server.setSoLinger(true, 0);
        server.close();

        assertThat(untilClosed(client)).isEqualTo("HTTP/1.1 408 Request Timeout");
    }

    @Test
    void fails_when_the_server_does_not_close() throws IOException {
        respond("HTTP/1.1 200 OK");
        client.setSoTimeout(10);

        assertThatThrownBy(() -> untilClosed(client))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the server did not close the connection");
    }

    private void respond(String text) throws IOException {
        server.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
