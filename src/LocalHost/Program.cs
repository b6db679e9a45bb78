using System.Net.Sockets;
using System.Runtime.InteropServices;
using LlmFunctions.Configuration;
using LlmFunctions.Functions;
using LlmFunctions.LocalHost.Hosting;

namespace LlmFunctions.LocalHost;

/// <summary>Runs the gateway on one machine.</summary>
internal static class Program
{
    /// <summary>Set to 1 by a parent process that holds this one's standard input: when that ends, so does this process.</summary>
    private const string ExitWithStdin = "LLMFN_EXIT_WITH_STDIN";

    private static async Task<int> Main(string[] arguments)
    {
        var commandLine = CommandLine.Parse(arguments);
        if (commandLine.Problem is not null || commandLine.Help)
        {
            await (commandLine.Help ? Console.Out : Console.Error).WriteLineAsync(commandLine.Problem ?? CommandLine.Usage);
            return commandLine.Help ? 0 : 2;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, stop);
        if (Environment.GetEnvironmentVariable(ExitWithStdin) == "1")
        {
            _ = StopWithStdinAsync(stop);
        }

        try
        {
            await RunAsync(commandLine, stop.Token);
            return 0;
        }
        catch (Exception e) when (e is LocalHostStartException or ConfigurationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (IOException e) when (e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"Port {commandLine.Port} cannot be listened on ({e.Message}); choose another one with --port.");
            return 1;
        }
    }

    private static async Task RunAsync(CommandLine commandLine, CancellationToken stop)
    {
        var options = new LocalHostOptions
        {
            FunctionAssemblies = [typeof(GatewayApplication).Assembly],
            Port = commandLine.Port,
            Settings = commandLine.Settings,
        };
        await using var app = await LocalHostApplication.StartAsync(
            options, static (worker, configuration) => worker.UseLlmFunctions(configuration), stop);

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        await stopped.Task;
    }

    private static async Task StopWithStdinAsync(CancellationTokenSource stop)
    {
        // The console's own reader blocks its caller, so it gets a thread of its own.
        await Task.Run(static () =>
        {
            while (Console.In.Read() >= 0)
            {
            }
        });
        await stop.CancelAsync();
    }

    /// <summary>The first signal stops gracefully; a second one of the same kind ends the process at once.</summary>
    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });
}
