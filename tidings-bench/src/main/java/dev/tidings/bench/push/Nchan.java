package dev.tidings.bench.push;

import dev.tidings.bench.http.Numbered;
import dev.tidings.bench.measure.PreconditionMissing;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.testkit.server.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx with nchan from Debian's packages: two workers with one socket each. */
final class Nchan implements Broadcaster {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");
    private static final Duration READY_WITHIN = Duration.ofSeconds(10);

    private final Process process;
    private final int port;

    private Nchan(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The missing requirement, if any. */
    static Optional<String> missing() {
        return Stream.of(NGINX, MODULE)
                .filter(file -> !Files.exists(file))
                .findFirst()
                .map(file -> file + " is missing; on Debian: apt-get install nginx-light libnginx-mod-nchan");
    }

    static Nchan start(WorkloadEnvironment stage) throws Exception {
        int port = FreePorts.free();
        Path folder = stage.emptyFolder("nchan");
        Path conf = folder.resolve("nginx.conf");
        Files.writeString(conf, configuration(port));
        Process process = new ProcessBuilder(
                        NGINX.toString(), "-p", folder.toString(), "-c", conf.toString(), "-e", "error.log")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        Nchan nchan = new Nchan(process, port);
        nchan.awaitReady(folder);
        return nchan;
    }

    private static String configuration(int port) {
        return """
            load_module %s;
            daemon off;
            worker_processes 2;
            worker_rlimit_nofile 16384;
            pid nginx.pid;
            events { worker_connections 12000; use epoll; }
            http {
                access_log off;
                keepalive_requests 1000000;
                keepalive_timeout 1h;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                nchan_shared_memory_size 128M;
                server {
                    listen 127.0.0.1:%d reuseport backlog=4096;
                    location = /publish {
                        nchan_publisher;
                        nchan_channel_id bench;
                        nchan_message_buffer_length 1000;
                        nchan_message_timeout 5m;
                    }
                    location = /events {
                        nchan_subscriber eventsource;
                        nchan_channel_id bench;
                        nchan_subscriber_first_message newest;
                    }
                }
            }
            """.formatted(MODULE, port);
    }

    private void awaitReady(Path folder) throws Exception {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new PreconditionMissing("nginx did not start; see " + folder);
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Numbered publishing() {
        return Numbered.post(port, "/publish", NumberedPayload.body());
    }

    @Override
    public String events() {
        return "/events";
    }

    @Override
    public double kilobytes() throws IOException {
        return ProcessFigures.kilobytes(process.toHandle());
    }

    @Override
    public Duration cpu() {
        return ProcessFigures.cpu(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
