package dev.tidings.channels.outbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/** A name server that returns one response code for the root and one for all other names. */
public final class NameServer implements AutoCloseable {
    public static final int NOERROR = 0;
    public static final int SERVFAIL = 2;
    public static final int NXDOMAIN = 3;

    private static final int HEADER_BYTES = 12;
    private static final int FLAGS = 2;
    private static final int RESPONSE = 0x8180;

    /** One permit per answer for the root. */
    public final Semaphore rootAnswers = new Semaphore(0);

    private final DatagramSocket socket;
    private volatile int ofRoot;
    private volatile int ofOthers;

    public NameServer(int ofRoot, int ofOthers) {
        answers(ofRoot, ofOthers);
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::serve);
    }

    public void answers(int codeOfRoot, int codeOfOthers) {
        ofRoot = codeOfRoot;
        ofOthers = codeOfOthers;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void serve() {
        byte[] bytes = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                socket.receive(packet);
                boolean root = bytes[HEADER_BYTES] == 0;
                ByteBuffer.wrap(bytes)
                        .putShort(FLAGS, (short) (RESPONSE | (root ? ofRoot : ofOthers)))
                        .putShort(HEADER_BYTES - Short.BYTES, (short) 0);
                int question = HEADER_BYTES;
                while (bytes[question] != 0) {
                    question += bytes[question] + 1;
                }
                packet.setLength(question + 1 + 2 * Short.BYTES);
                socket.send(packet);
                if (root) {
                    rootAnswers.release();
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
