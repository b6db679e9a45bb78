using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace LlmFunctions.Testing;

/// <summary>The gateway as a process of its own, which can be killed; gone with the test, or with the test's process.</summary>
public sealed class LocalHostProcess : IAsyncDisposable
{
    private const string AdminKey = "admin-key-of-the-tests";
    private const int LinesKept = 50;

    private readonly Process _process;
    private readonly ProcessProbe _probe;
    private readonly ConcurrentQueue<string> _log = new();

    private LocalHostProcess(Process process, ProcessProbe probe)
    {
        _process = process;
        _probe = probe;
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>The last lines that it wrote.</summary>
    public string Log => string.Join(Environment.NewLine, _log);

    /// <summary>Starts the program that stands beside the tests; it listens when the task has ended.</summary>
    /// <param name="storage">The connection string of its storage.</param>
    /// <param name="settings">Further settings, named as in the environment.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<LocalHostProcess> StartAsync(string storage, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LlmFunctions.LocalHost.dll"), "--port", "0"])
        {
            // Not inside the repository: a developer's local.settings.json must not matter.
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var probe = new ProcessProbe();
        foreach ((string name, string value) in (IEnumerable<KeyValuePair<string, string>>)
        [
            new("AzureWebJobsStorage", storage),
            new("Gateway__AdminKey", AdminKey),
            new("LLMFN_EXIT_WITH_STDIN", "1"),
            new("Gateway__Health__Probes", "off"),
            .. probe.Environment,
            .. settings,
        ])
        {
            start.Environment[name] = value;
        }

        var gateway = new LocalHostProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."), probe);
        try
        {
            gateway.BaseAddress = await gateway.ReadAddressAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Has it finish what is under way and end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it about its memory and processor time.</summary>
    public Task<ProcessFigures> MeasureAsync(bool collect, CancellationToken cancellationToken) => _probe.ReadAsync(collect, cancellationToken);

    /// <summary>Creates a gateway key for an app.</summary>
    public async Task<string> CreateKeyAsync(string app, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        using HttpResponseMessage response = await client.PostAsync(
            new Uri("/api/v1/manage/keys", UriKind.Relative), new StringContent($$"""{"app":"{{app}}"}"""), cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode && JsonNode.Parse(body)?["key"] is { } key
            ? key.GetValue<string>()
            : throw new InvalidOperationException($"No key was created: {(int)response.StatusCode} {body}{Environment.NewLine}{Log}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _probe.Dispose();
    }

    private async Task<Uri> ReadAddressAsync(CancellationToken cancellationToken)
    {
        _ = KeepAsync(_process.StandardError);
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            Keep(line);
            if (line.Split("Listening on ") is [_, var rest])
            {
                _ = KeepAsync(_process.StandardOutput);
                return new Uri(rest.Split(' ')[0]);
            }
        }

        throw new InvalidOperationException($"The gateway did not start: {Log}");
    }

    /// <summary>Reads on: a full pipe would stop the program.</summary>
    private async Task KeepAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            Keep(line);
        }
    }

    private void Keep(string line)
    {
        _log.Enqueue(line);
        if (_log.Count > LinesKept)
        {
            _log.TryDequeue(out _);
        }
    }
}
