using System.Net;
using System.Text.RegularExpressions;

namespace DevTool;

/// <summary>A running storage emulator.</summary>
internal sealed partial class Azurite : IAsyncDisposable
{
    // Known to everybody: every emulator has this account and key.
    private const string Account = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";

    private static readonly int[] UsualPorts = [10000, 10001, 10002];

    private readonly Child _child;

    private Azurite(Child child, string connectionString)
    {
        _child = child;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public Task<int> Exited => _child.Exited;

    public string LastLines => _child.LastLines;

    /// <summary>With data in .azurite, on the ports that other tools expect it on if they are free.</summary>
    public static Task<Azurite> StartAsync(Workspace workspace, string node, CancellationToken cancellationToken) =>
        StartAsync(workspace, node, ["--location", workspace.Storage], UsualPorts.All(Ports.IsFree) ? UsualPorts : [0, 0, 0], "azurite.log", cancellationToken);

    /// <summary>With nothing kept, on free ports.</summary>
    public static Task<Azurite> StartInMemoryAsync(Workspace workspace, string node, CancellationToken cancellationToken) =>
        StartAsync(workspace, node, ["--inMemoryPersistence"], [0, 0, 0], "azurite-test.log", cancellationToken);

    public Task StopAsync() => _child.StopAsync(TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _child.DisposeAsync();
    }

    private static async Task<Azurite> StartAsync(
        Workspace workspace, string node, string[] persistence, int[] ports, string log, CancellationToken cancellationToken)
    {
        var endpoints = new Dictionary<string, string>(StringComparer.Ordinal);
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] arguments =
        [
            workspace.Path("tools", "azurite.mjs"), .. persistence, "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobPort", $"{ports[0]}", "--queuePort", $"{ports[1]}", "--tablePort", $"{ports[2]}",
        ];
        var child = Child.Start(workspace, node, arguments, log: Path.Combine(workspace.Logs, log), onLine: line =>
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                endpoints[match.Groups["service"].Value] = match.Groups["address"].Value;
                if (endpoints.Count == 3)
                {
                    listening.TrySetResult();
                }
            }
        });
        try
        {
            await Task.WhenAny(listening.Task, child.Exited).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
            if (child.Exited.IsCompleted)
            {
                throw new UserException($"Azurite ended at once with exit code {await child.Exited}:{Environment.NewLine}{child.LastLines}");
            }

            var table = new Uri($"{endpoints["Table"]}/devstoreaccount1");
            await Ports.AnswersAsync(table, status => status != HttpStatusCode.ServiceUnavailable, cancellationToken);
            return new Azurite(child, Account + string.Concat(endpoints.Select(e => $"{e.Key}Endpoint={e.Value}/devstoreaccount1;")));
        }
        catch (Exception e)
        {
            await child.DisposeAsync();
            throw e is TimeoutException ? new UserException($"Azurite did not start within a minute:{Environment.NewLine}{child.LastLines}") : e;
        }
    }

    [GeneratedRegex(@"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http://\S+?)/?$")]
    private static partial Regex Listening();
}
