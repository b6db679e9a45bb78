using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LlmFunctions.Auditing;
using LlmFunctions.Backups;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Http;
using LlmFunctions.Functions.Live;
using LlmFunctions.Management;
using LlmFunctions.Management.Files;
using LlmFunctions.Security;
using LlmFunctions.Usage.Reports;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Management;

/// <summary>Writes all that cannot be made again into one file, and takes it back: configuration, gateway keys, usage.</summary>
public sealed class BackupApi
{
    private const int RowsAtOnce = 1000;

    private readonly ConfigurationApi _api;
    private readonly ConfigurationFileApi _files;
    private readonly ConfigurationEditor _editor;
    private readonly IBackupStore _store;
    private readonly IRollUpStore _rollUps;
    private readonly LiveConfiguration _live;
    private readonly AuditTrail _trail;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<BackupApi> _logger;

    internal BackupApi(
        ConfigurationApi api, ConfigurationFileApi files, ConfigurationEditor editor, IBackupStore store, IRollUpStore rollUps, LiveConfiguration live, AuditTrail trail, TimeProvider timeProvider, ILogger<BackupApi> logger) =>
        (_api, _files, _editor, _store, _rollUps, _live, _trail, _timeProvider, _logger) = (api, files, editor, store, rollUps, live, trail, timeProvider, logger);

    public Task<IResult> Backup(HttpRequest request) => _api.RunAsync(request, Rights.Manage, async (caller, cancellationToken) =>
    {
        bool withUsage = !ChangeReader.Switch(request, "without_usage");
        DateTimeOffset now = _timeProvider.GetUtcNow();
        JsonElement configuration = ConfigurationFile.ToJson(await _files.EntriesAsync(ofApi: true, cancellationToken));

        // Hashes of keys and all usage leave the app: nothing changes, but it should be known.
        await _trail.RunAsync(AuditActors.Of(request, caller), new AuditedChange("backup.read", "backup"), static () => Task.CompletedTask, cancellationToken);
        return new BackupResult(Backups.Backup.WriteAsync(configuration, _store.ReadAsync(withUsage, request.HttpContext.RequestAborted), now, request.HttpContext.RequestAborted), now, _logger);
    });

    public Task<IResult> Restore(HttpRequest request) => _api.RunAsync(request, Rights.Manage, async (caller, cancellationToken) =>
    {
        bool isDryRun = ChangeReader.IsDryRun(request);
        string path = Path.GetTempFileName();
        try
        {
            await using (FileStream file = File.Create(path))
            {
                await request.Body.CopyToAsync(file, cancellationToken);
            }

            return await RestoreAsync(path, isDryRun, AuditActors.Of(request, caller), cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, exception.Message, innerException: exception);
        }
        finally
        {
            File.Delete(path);
        }
    });

    private async Task<IResult> RestoreAsync(string path, bool isDryRun, AuditActor actor, CancellationToken cancellationToken)
    {
        JsonElement configuration;
        long rows;
        using (StreamReader reader = Open(path))
        {
            // All of it is read and checked before anything is written.
            (configuration, rows) = await Backups.Backup.VerifyAsync(reader, cancellationToken);
        }

        List<ConfigurationChange> changes = [.. ConfigurationFile.Read(configuration.GetRawText(), _live.Current.Setup.Providers).Changes];
        changes.AddRange(await _files.RestAsync(changes, cancellationToken));
        ConfigurationOutcome outcome = await _editor.ApplyAsync(changes, isDryRun, actor, cancellationToken);
        if (!isDryRun)
        {
            await _trail.RunAsync(actor, new AuditedChange("backup.restore", "backup", After: $$"""{"rows":{{rows}}}"""), () => WriteAsync(path, cancellationToken), cancellationToken);
            await _live.RefreshAsync(cancellationToken);
        }

        return ConfigurationAnswers.Json(StatusCodes.Status200OK, writer =>
        {
            writer.WriteBoolean("dry_run"u8, isDryRun);
            writer.WriteNumber("rows"u8, rows);
            writer.WriteNumber("changes"u8, outcome.Differences.Count);
            writer.WriteNumber("revision"u8, outcome.Configuration.Revision);
        });
    }

    private async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        using StreamReader reader = Open(path);
        List<BackupRow> some = [];
        RestoredHours hours = new();
        await foreach (BackupRow row in Backups.Backup.RowsAsync(reader, cancellationToken))
        {
            some.Add(row);
            hours.Add(row);
            if (some.Count == RowsAtOnce)
            {
                await _store.WriteAsync(some, cancellationToken);
                some.Clear();
            }
        }

        await _store.WriteAsync(some, cancellationToken);
        foreach (DateTimeOffset hour in hours.All)
        {
            await _rollUps.NoteLateAsync(hour, cancellationToken);
        }
    }

    private static StreamReader Open(string path) => new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
}
