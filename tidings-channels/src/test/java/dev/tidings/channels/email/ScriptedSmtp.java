package dev.tidings.channels.email;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server with scripted replies, for what GreenMail does not support: refusals, silence, STARTTLS. The reply
 * "silence" sends nothing; "hang up" closes the connection.
 */
final class ScriptedSmtp implements AutoCloseable {
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final AtomicInteger connections = new AtomicInteger();
    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final ServerSocket socket;
    private final @Nullable SSLContext tls;
    private final Thread accepting;

    ScriptedSmtp(@Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.accepting = Thread.ofVirtual().start(this::accept);
    }

    /** Sets the reply to a command; {@code BODY} is the end of the mail, {@code HELLO} the greeting. */
    ScriptedSmtp on(String command, String reply) {
        replies.put(command, reply);
        return this;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                connections.incrementAndGet();
                clients.add(client);
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket plain) {
        try (plain) {
            Socket client = plain;
            if (!say(client, "HELLO", "220 scripted")) {
                return;
            }
            BufferedReader lines = lines(client);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard.add(line);
                String verb = line.split("[ :]", -1)[0].toUpperCase(Locale.ROOT);
                if (!say(client, verb, usual(verb, client))) {
                    return;
                }
                if (verb.equals("STARTTLS") && tls != null) {
                    SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(client, null, 0, true);
                    secured.setUseClientMode(false);
                    client = secured;
                    lines = lines(client);
                } else if (verb.equals("DATA") && !replies.containsKey("DATA")) {
                    for (String part = lines.readLine(); !".".equals(part); part = lines.readLine()) {
                        if (part == null) {
                            return;
                        }
                        heard.add(part);
                    }
                    if (!say(client, "BODY", "250 2.0.0 queued as 42")) {
                        return;
                    }
                } else if (verb.equals("QUIT")) {
                    return;
                }
            }
        } catch (IOException e) {
            heard.add(e.toString());
        }
    }

    private String usual(String verb, Socket client) {
        return switch (verb) {
            case "EHLO" ->
                tls != null && !(client instanceof SSLSocket)
                        ? "250-scripted\r\n250 STARTTLS"
                        : "250-scripted\r\n250 AUTH PLAIN LOGIN";
            case "DATA" -> "354 go on";
            case "STARTTLS" -> "220 2.0.0 go on";
            case "AUTH" -> "235 2.7.0 welcome";
            default -> "250 2.0.0 fine";
        };
    }

    private boolean say(Socket client, String command, String usual) throws IOException {
        String reply = replies.getOrDefault(command, usual);
        if (reply.equals("hang up")) {
            return false;
        }
        if (!reply.equals("silence")) {
            OutputStream out = client.getOutputStream();
            out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return true;
    }

    private static BufferedReader lines(Socket client) throws IOException {
        return new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            // While a thread waits in accept, the port still takes connections.
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket client : clients) {
            client.close();
        }
    }
}
