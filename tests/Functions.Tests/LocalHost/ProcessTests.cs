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
        using var program = new RunningProgram("--port", "0");
        var address = await ReadAddressAsync(program.Process);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await client.GetAsync(new Uri(address, "/no-such-function"), TestHost.Cancel);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);

        using var kill = Process.Start("kill", ["-TERM", $"{program.Process.Id}"]);

        var rest = await program.Process.StandardOutput.ReadToEndAsync(TestHost.Cancel);
        await program.Process.WaitForExitAsync(TestHost.Cancel);
        Assert.Equal(0, program.Process.ExitCode);
        Assert.Contains("Stopped: every invocation had ended", rest);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_sentence_and_exit_code_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var program = new RunningProgram("--port", $"{port}");

        var error = await program.Process.StandardError.ReadToEndAsync(TestHost.Cancel);
        await program.Process.WaitForExitAsync(TestHost.Cancel);

        Assert.Equal(1, program.Process.ExitCode);
        Assert.StartsWith($"Port {port} cannot be listened on", error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task A_wrong_argument_is_exit_code_2()
    {
        using var program = new RunningProgram("--prot", "1");

        var error = await program.Process.StandardError.ReadToEndAsync(TestHost.Cancel);
        await program.Process.WaitForExitAsync(TestHost.Cancel);

        Assert.Equal(2, program.Process.ExitCode);
        Assert.StartsWith("'--prot' is not an option", error);
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
