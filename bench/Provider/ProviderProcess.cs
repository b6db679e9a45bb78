using System.Diagnostics;
using System.Globalization;

namespace LlmFunctions.Bench.Provider;

/// <summary>The local provider as a process of its own, so that its garbage is not the client's.</summary>
internal sealed class ProviderProcess : IDisposable
{
    private readonly Process _process;

    private ProviderProcess(Process process, Uri baseAddress)
    {
        _process = process;
        BaseAddress = baseAddress;
    }

    public Uri BaseAddress { get; }

    public static async Task<ProviderProcess> StartAsync(int tokens, CancellationToken cancellationToken)
    {
        Process process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(ProviderProcess).Assembly.Location, BenchOptions.Provider, "--tokens", tokens.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("dotnet did not start.");
        string address = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The provider did not start.");
        return new ProviderProcess(process, new Uri(address));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
