using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

/// <summary>The program as people start it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task It_says_where_it_listens_and_sigterm_ends_it_gracefully()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var process = Start("--port", "0");
        var address = await ReadAddressAsync(process);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await client.GetAsync(new Uri(address, "/no-such-function"), TestHost.Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);

        var rest = await process.StandardOutput.ReadToEndAsync(TestHost.Cancel);
        await process.WaitForExitAsync(TestHost.Cancel);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Stopped: every invocation had ended", rest);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_sentence_and_exit_code_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var process = Start("--port", $"{port}");

        var error = await process.StandardError.ReadToEndAsync(TestHost.Cancel);
        await process.WaitForExitAsync(TestHost.Cancel);

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith($"Port {port} cannot be listened on", error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task A_wrong_argument_is_exit_code_2()
    {
        using var process = Start("--prot", "1");

        var error = await process.StandardError.ReadToEndAsync(TestHost.Cancel);
        await process.WaitForExitAsync(TestHost.Cancel);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("'--prot' is not an option", error);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "LlmFunctions.LocalHost.dll"), .. arguments])
        {
            // Not inside the repository: a developer's local.settings.json must not matter.
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task<Uri> ReadAddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(TestHost.Cancel) is { } line)
        {
            if (line.Split("Listening on ") is [_, var rest])
            {
                return new Uri(rest.Split(' ')[0]);
            }
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(TestHost.Cancel));
    }
}
