using LlmFunctions.Management;
using LlmFunctions.Migrations;
using LlmFunctions.Resilience;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Live;

/// <summary>
/// Holds the configuration that this instance serves, and looks for a newer one: every few seconds while it is in use, by one point read.
/// A newer one takes its place in one step when it is valid; else the last good one stays.
/// </summary>
internal sealed class LiveConfiguration : IDisposable
{
    /// <summary>How often it looks while calls come.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Who comes after a pause of this length waits for the look: what was changed meanwhile must not go unseen.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestFirstWait = TimeSpan.FromSeconds(5);

    // Whoever does not wait is refused.
    private static readonly TimeSpan LongestNeededWait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan BetweenReports = TimeSpan.FromMinutes(1);

    // As long as no call can be served because nothing was read yet.
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1);

    private const int LongestError = 4000;

    private readonly IConfiguration _settings;
    private readonly SnapshotFactory _factory;
    private readonly IConfigurationStore _store;
    private readonly ISecretSource _secrets;
    private readonly ISecretStore _secretStore;
    private readonly SchemaKeeper _schema;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<LiveConfiguration> _logger;
    private readonly string _instance = Guid.NewGuid().ToString("N")[..16];
    private readonly SemaphoreSlim _looking = new(1);
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _gate = new();
    private LiveSnapshot _current;
    private Task _look = Task.CompletedTask;
    private Task? _late;
    private long _lookedAt;
    private string? _refused;
    private string? _error;
    private (long Revision, string? Error, DateTimeOffset At)? _reported;

    public LiveConfiguration(
        IConfiguration settings,
        GatewaySetup setup,
        SnapshotFactory factory,
        IConfigurationStore store,
        ISecretSource secrets,
        ISecretStore secretStore,
        SchemaKeeper schema,
        TimeProvider timeProvider,
        ILogger<LiveConfiguration> logger)
    {
        (_settings, _factory, _store, _secrets, _secretStore, _schema, _timeProvider, _logger) = (settings, factory, store, secrets, secretStore, schema, timeProvider, logger);
        _current = factory.Create(StoredConfiguration.Empty, setup, previous: null);
    }

    /// <summary>The configuration that is served now.</summary>
    public LiveSnapshot Current => Volatile.Read(ref _current);

    /// <summary>What this instance is called among those that report.</summary>
    public string Instance => _instance;

    /// <summary>The configuration for a call that begins: at most so old as is promised. It waits only after a pause, not for long, and not again for a look that others have waited for in vain.</summary>
    public ValueTask<LiveSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        LiveSnapshot current = Current;
        long age = _timeProvider.GetUtcNow().Ticks - Volatile.Read(ref _lookedAt);
        if (age < IntervalOf(current).Ticks)
        {
            return ValueTask.FromResult(current);
        }

        Task look = Look();
        bool isGood = age < Stale.Ticks && current.State.MayServe;
        return isGood || look.IsCompleted || look == Volatile.Read(ref _late) ? ValueTask.FromResult(Current) : WaitAsync(look, cancellationToken);
    }

    /// <summary>Looks now, and returns when what was found is served.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            await LookAsync(cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose()
    {
        if (!_disposed.IsCancellationRequested)
        {
            _disposed.Cancel();
            Current.Services.GetRequiredService<HealthBoard>().Dispose();
        }
    }

    private static TimeSpan IntervalOf(LiveSnapshot current) => current.State.MayServe ? Interval : FirstInterval;

    private static TimeSpan LongestWaitFor(ConfigurationState known) => known.IsRead ? LongestWait : known.MayServe ? LongestFirstWait : LongestNeededWait;

    private async ValueTask<LiveSnapshot> WaitAsync(Task look, CancellationToken cancellationToken)
    {
        try
        {
            await look.WaitAsync(LongestWaitFor(Current.State), _timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            Volatile.Write(ref _late, look);
            Log.Waited(_logger);
        }

        return Current;
    }

    /// <summary>Looks in the background, one at a time.</summary>
    private Task Look()
    {
        lock (_gate)
        {
            long now = _timeProvider.GetUtcNow().Ticks;
            if (_look.IsCompleted && now - _lookedAt >= IntervalOf(Current).Ticks && !_disposed.IsCancellationRequested)
            {
                _look = Task.Run(LookInBackgroundAsync, CancellationToken.None);
            }

            return _look;
        }
    }

    private async Task LookInBackgroundAsync()
    {
        try
        {
            await RefreshAsync(_disposed.Token);
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            // The app stops.
        }
        catch (Exception exception)
        {
            // Nobody waits for its result; the next look may go well.
            Log.NotRead(_logger, exception);
        }
        finally
        {
            // Also after a failure: the next look is after the next interval, and nobody waits until then.
            Volatile.Write(ref _lookedAt, _timeProvider.GetUtcNow().Ticks);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        long began = _timeProvider.GetUtcNow().Ticks;
        if (!await _schema.EnsureAsync(cancellationToken))
        {
            // Another instance is at it, or a newer app was: what is stored is not read yet.
            _error = "What is stored is of another version than this app; see the log.";
            await ReportAsync(cancellationToken);
            return;
        }

        _error = _refused is null ? null : _error;
        ConfigurationHead? head = await _store.ReadHeadAsync(cancellationToken);
        if (head?.Version != Current.Configuration.Head?.Version && head?.Version != _refused)
        {
            Use(await _store.ReadAsync(cancellationToken));
        }

        Current.State.MarkRead();
        Volatile.Write(ref _lookedAt, began);
        await ReportAsync(cancellationToken);
    }

    private void Use(StoredConfiguration stored)
    {
        try
        {
            GatewaySetup setup = GatewaySetupReader.Read(_settings, stored.Documents, _secretStore.Has) with { Head = stored.Head };
            LiveSnapshot previous = Current;
            ForgetSecrets(previous.Configuration, stored);
            LiveSnapshot next = _factory.Create(stored, setup, previous);
            next.State.MarkRead();
            Volatile.Write(ref _current, next);
            (_error, _refused) = (null, null);
            Log.Changed(_logger, stored.Revision);
        }
        catch (Exception exception)
        {
            // Whatever it is that fails with it, it must not take the place of one that works.
            // It is not looked at again until there is another one.
            _refused = stored.Head?.Version;
            _error = exception.Message.Length > LongestError ? exception.Message[..LongestError] : exception.Message;
            Log.Refused(_logger, exception, stored.Revision, Current.Configuration.Revision);
        }
    }

    private void ForgetSecrets(StoredConfiguration previous, StoredConfiguration next)
    {
        foreach (ConfigurationDocument document in next.Documents.All.Where(document => document.Revision > previous.Revision))
        {
            if (document.Secret is { } secret)
            {
                _secrets.Forget(secret);
            }
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        long revision = Current.Configuration.Revision;
        if (_reported is { } last && last.Revision == revision && last.Error == _error && now - last.At < BetweenReports)
        {
            return;
        }

        await _store.ReportAsync(new InstanceReport { Instance = _instance, Revision = revision, At = now, Error = _error }, cancellationToken);
        _reported = (revision, _error, now);
    }
}
