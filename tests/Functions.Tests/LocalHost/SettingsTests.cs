using LlmFunctions.LocalHost.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class SettingsTests
{
    [Fact]
    public async Task Local_settings_are_found_in_a_folder_above_and_give_way_to_environment_and_overrides()
    {
        var inEnvironment = $"LOCALHOST_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(inEnvironment, "environment");
        using var folder = new TemporaryFolder();
        folder.Write("local.settings.json", $$"""
            {
              "IsEncrypted": false, // as Core Tools write it
              "Values": {
                "Gateway__Providers__openai__ApiKey": "from the file",
                "Gateway:Other": "also from the file",
                "{{inEnvironment}}": "from the file",
                "Overridden__Name": "from the file",
                "Number": 7,
              }
            }
            """);
        var below = Path.GetDirectoryName(folder.Write("src/app/host.json", "{}"))!;

        await using var host = await TestHost.StartAsync(
            [typeof(Functions)],
            settings: new() { ["Overridden__Name"] = "override" },
            contentRoot: below);
        Environment.SetEnvironmentVariable(inEnvironment, null);
        var configuration = host.App.Services.GetRequiredService<IConfiguration>();

        Assert.Equal("from the file", configuration["Gateway:Providers:openai:ApiKey"]);
        Assert.Equal("also from the file", configuration["Gateway:Other"]);
        Assert.Equal("environment", configuration[inEnvironment]);
        Assert.Equal("override", configuration["Overridden:Name"]);
        Assert.Equal("7", configuration["Number"]);
    }

    [Theory]
    [InlineData("""{ "Values": """, "cannot be read")]
    [InlineData("""[]""", "must hold a JSON object")]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""", "is encrypted")]
    [InlineData("""{ "Values": [] }""", "Values must be a JSON object")]
    [InlineData("""{ "Values": { "Gateway": { "AdminKey": "x" } } }""", "the value of Gateway must be a string")]
    public async Task Local_settings_that_cannot_be_used_are_named(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("local.settings.json", content);

        var error = await Assert.ThrowsAsync<LocalHostStartException>(
            () => TestHost.StartAsync([typeof(Functions)], contentRoot: folder.Path));

        Assert.StartsWith(path, error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public async Task A_host_json_that_cannot_be_read_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("host.json", "{");

        var error = await Assert.ThrowsAsync<LocalHostStartException>(
            () => TestHost.StartAsync([typeof(Functions)], contentRoot: folder.Path));

        Assert.StartsWith(path, error.Message);
    }

    [Fact]
    public async Task Host_json_sets_the_log_levels()
    {
        using var folder = new TemporaryFolder();
        folder.Write("host.json", """{ "logging": { "logLevel": { "default": "Error", "Quiet": "Warning" } } }""");
        await using var host = await TestHost.StartAsync([typeof(Functions)], contentRoot: folder.Path);
        var loggers = host.App.Services.GetRequiredService<ILoggerFactory>();

        Assert.False(loggers.CreateLogger("Any").IsEnabled(LogLevel.Warning));
        Assert.True(loggers.CreateLogger("Quiet.Part").IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public async Task The_environment_is_development_as_with_core_tools()
    {
        await using var host = await TestHost.StartAsync([typeof(Functions)]);

        Assert.Equal("Development", host.App.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostEnvironment>().EnvironmentName);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error()
    {
        await using var first = await TestHost.StartAsync([typeof(Functions)]);
        var options = new LocalHostOptions { Port = first.App.BaseAddress.Port, ConfigureLogging = _ => { } };

        await Assert.ThrowsAsync<IOException>(() => LocalHostApplication.StartAsync(options, (_, _) => { }, TestHost.Cancel));
    }

    public static class Functions
    {
        [Function("Only")]
        public static void Run([HttpTrigger] HttpRequest request) => _ = request;
    }
}
