package dev.tidings.jobs.process;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidings.jobs.driver.GameKey;
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
final class ProcessRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessRecords.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final String FILE = "runtime.json";

    private final Path folder;
    private final ConcurrentMap<GameKey, ProcessRecord> records = new ConcurrentHashMap<>();

    private ProcessRecords(Path folder) {
        this.folder = folder;
    }

    /** Reads the records of an earlier server. */
    static ProcessRecords open(Path folder) {
        ProcessRecords opened = new ProcessRecords(folder);
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isDirectory)) {
                for (Path one : all) {
                    ProcessRecord run = read(one.resolve(FILE));
                    if (run != null && one.equals(opened.folder(run.game()))) {
                        opened.records.put(run.game(), run);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return opened;
    }

    private static @Nullable ProcessRecord read(Path file) {
        try {
            return JSON.readValue(file.toFile(), ProcessRecord.class);
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

    Optional<ProcessRecord> find(GameKey game) {
        return Optional.ofNullable(records.get(game));
    }

    List<ProcessRecord> all() {
        return new ArrayList<>(records.values());
    }

    /** Writes the record to disk, then to memory. */
    void put(ProcessRecord run) {
        write(run);
        records.put(run.game(), run);
    }

    /** Changes the record of one start if it is still current. Returns the new record, or empty. */
    Optional<ProcessRecord> change(ProcessRecord run, UnaryOperator<ProcessRecord> change) {
        boolean[] changed = new boolean[1];
        ProcessRecord now = records.computeIfPresent(run.game(), (_, known) -> {
            if (!known.token().equals(run.token()) || known.over()) {
                return known;
            }
            ProcessRecord next = change.apply(known);
            write(next);
            changed[0] = true;
            return next;
        });
        return changed[0] ? Optional.ofNullable(now) : Optional.empty();
    }

    /** Removes a game's record, log and folder. */
    void remove(GameKey game) {
        records.remove(game);
        Path gone = folder(game);
        try (Stream<Path> below = Files.exists(gone) ? Files.walk(gone) : Stream.empty()) {
            for (Path file : below.toList().reversed()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("folder not removed completely; folder={} cause={}", gone, e.getMessage());
        }
    }

    private void write(ProcessRecord run) {
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
