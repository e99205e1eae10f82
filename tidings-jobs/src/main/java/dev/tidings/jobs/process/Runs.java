package dev.tidings.jobs.process;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidings.jobs.engine.GameKey;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records of processes, in memory and in one folder per game. */
final class Runs {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final String FILE = "runtime.json";

    private final Path folder;
    private final ConcurrentMap<GameKey, Run> runs = new ConcurrentHashMap<>();

    private Runs(Path folder) {
        this.folder = folder;
    }

    /** Reads the records of an earlier server. */
    static Runs open(Path folder) {
        Runs runs = new Runs(folder);
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isDirectory)) {
                for (Path one : all) {
                    Run run = read(one.resolve(FILE));
                    if (run != null && one.equals(runs.folder(run.game()))) {
                        runs.runs.put(run.game(), run);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return runs;
    }

    private static @Nullable Run read(Path file) {
        try {
            return JSON.readValue(file.toFile(), Run.class);
        } catch (IOException e) {
            // The file is left untouched, because its process may belong to another program.
            LOG.warn("process record unreadable; its process is not adopted; file={} cause={}", file, e.getMessage());
            return null;
        }
    }

    /** A game's folder. */
    Path folder(GameKey game) {
        return folder.resolve(game.name());
    }

    Optional<Run> find(GameKey game) {
        return Optional.ofNullable(runs.get(game));
    }

    List<Run> all() {
        return new ArrayList<>(runs.values());
    }

    /** Writes the record to disk, then to memory. */
    void put(Run run) {
        write(run);
        runs.put(run.game(), run);
    }

    /** Changes the record of one start if it is still current. Returns the new record, or empty. */
    Optional<Run> change(Run run, UnaryOperator<Run> change) {
        boolean[] changed = new boolean[1];
        Run now = runs.computeIfPresent(run.game(), (_, known) -> {
            if (!known.token().equals(run.token()) || known.over()) {
                return known;
            }
            Run next = change.apply(known);
            write(next);
            changed[0] = true;
            return next;
        });
        return changed[0] ? Optional.ofNullable(now) : Optional.empty();
    }

    /** Removes a game's record, log and folder. */
    void remove(GameKey game) {
        runs.remove(game);
        Path gone = folder(game);
        try (Stream<Path> below = Files.exists(gone) ? Files.walk(gone) : Stream.empty()) {
            for (Path file : below.toList().reversed()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("folder not removed completely; folder={} cause={}", gone, e.getMessage());
        }
    }

    private void write(Run run) {
        Path place = folder(run.game());
        Path next = place.resolve(FILE + ".next");
        try {
            Files.createDirectories(place);
            Files.write(next, JSON.writeValueAsBytes(run));
            Files.move(next, place.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DriverFailure(JobCode.INTERNAL_ERROR, place + " cannot be written: " + e.getMessage(), e);
        }
    }
}
