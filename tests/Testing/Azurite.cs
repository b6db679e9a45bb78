using System.Diagnostics;
using System.Globalization;

namespace LlmFunctions.Testing;

/// <summary>
/// The Table service that tests run against: the one that <c>LLMFN_TEST_STORAGE</c> names, or an emulator of this process's own,
/// started when the first test asks for it and gone with the process.
/// </summary>
public static class Azurite
{
    /// <summary>Environment variable with the connection string of a Table service to use instead of starting one.</summary>
    public const string StorageVariable = "LLMFN_TEST_STORAGE";

    /// <summary>The emulator's account; published, not a secret.</summary>
    public const string AccountName = "devstoreaccount1";

    /// <summary>The emulator's key; published, not a secret.</summary>
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // The port comes from the system, and only Node's own event tells which it is. The end of standard input ends the emulator,
    // and that comes however the parent dies.
    private const string Script = """
        const net = require('net');
        const emit = net.Server.prototype.emit;
        net.Server.prototype.emit = function (event, ...rest) {
          if (event === 'listening') console.log('PORT ' + this.address().port);
          return emit.call(this, event, ...rest);
        };
        process.stdin.resume();
        process.stdin.on('end', () => process.exit(0));
        process.stdin.on('error', () => process.exit(0));
        const main = process.argv[1];
        require(main);
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly Lazy<Task<string>> Storage = new(StartAsync);

    /// <summary>Whether it is an emulator that nobody else uses.</summary>
    public static bool IsOwn => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(StorageVariable));

    /// <summary>The connection string of the Table service, which is up when the task completes.</summary>
    public static Task<string> ConnectionStringAsync() => Storage.Value;

    /// <summary>The service's address, with the account, without a slash at its end.</summary>
    public static async Task<Uri> TableEndpointAsync()
    {
        string connectionString = await ConnectionStringAsync();
        string setting = connectionString.Split(';').FirstOrDefault(part => part.StartsWith("TableEndpoint=", StringComparison.OrdinalIgnoreCase))
            ?? "TableEndpoint=http://127.0.0.1:10002/" + AccountName;
        return new Uri(setting["TableEndpoint=".Length..].TrimEnd('/'));
    }

    private static async Task<string> StartAsync() => IsOwn ? ConnectionString(await StartProcessAsync()) : Environment.GetEnvironmentVariable(StorageVariable)!;

    private static string ConnectionString(int port) =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};TableEndpoint=http://127.0.0.1:{port}/{AccountName};";

    private static async Task<int> StartProcessAsync()
    {
        string main = FindMain();
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // It makes sure that its working directory exists; ours does.
            WorkingDirectory = Path.GetTempPath(),
        };
        string[] arguments =
        [
            "-e", Script, main, "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck",
            "--tableHost", "127.0.0.1", "--tablePort", "0", "--tableKeepAliveTimeout", "120",
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill();
        return await ReadPortAsync(process);
    }

    private static async Task<int> ReadPortAsync(Process process)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var said = new List<string>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.StartsWith("PORT ", StringComparison.Ordinal))
                {
                    // A full pipe would stop it, and there is nothing more to learn from it.
                    _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                    _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                    return int.Parse(line.AsSpan("PORT ".Length), CultureInfo.InvariantCulture);
                }

                said.Add(line);
            }

            said.Add(await process.StandardError.ReadToEndAsync(limit.Token));
        }
        catch (OperationCanceledException)
        {
            said.Add($"It did not come up within {StartLimit}.");
        }

        process.Kill();
        throw new InvalidOperationException("Azurite did not start: " + string.Join(Environment.NewLine, said));
    }

    private static string FindMain()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "LlmFunctions.sln")))
            {
                string main = Path.Combine(directory.FullName, "node_modules", "azurite", "dist", "src", "table", "main.js");
                return File.Exists(main)
                    ? main
                    : throw new InvalidOperationException($"{main} is missing: run `dotnet dev.cs test` once, or `npm ci --ignore-scripts`.");
            }
        }

        throw new InvalidOperationException($"No LlmFunctions.sln above {AppContext.BaseDirectory}.");
    }
}
