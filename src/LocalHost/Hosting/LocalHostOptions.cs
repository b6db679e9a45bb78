using System.Net;
using System.Reflection;

namespace LlmFunctions.LocalHost.Hosting;

/// <summary>What a LocalHost runs, and how.</summary>
public sealed class LocalHostOptions
{
    /// <summary>Assemblies whose classes are searched for functions. Default: none.</summary>
    public IReadOnlyList<Assembly> FunctionAssemblies { get; init; } = [];

    /// <summary>Classes searched for functions, beside those of <see cref="FunctionAssemblies"/>. Default: none.</summary>
    public IReadOnlyList<Type> FunctionClasses { get; init; } = [];

    /// <summary>
    /// Settings that win over the environment and over <c>local.settings.json</c>. <c>__</c> and <c>:</c> both separate
    /// the parts of a name. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The address to listen on. Default: 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on, 0 to 65535; 0 takes a free one. Default: 0.</summary>
    public int Port { get; init; }

    /// <summary>The folder in and above which <c>host.json</c> and <c>local.settings.json</c> are looked for. Default: the current one.</summary>
    public string ContentRoot { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The <c>host.json</c> to read. Default: the nearest in or above <see cref="ContentRoot"/>, else the nearest to the program.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>Whether <c>local.settings.json</c> is read where there is one. Default: true.</summary>
    public bool ReadLocalSettings { get; init; } = true;

    /// <summary>The name of the environment. Default: <c>AZURE_FUNCTIONS_ENVIRONMENT</c>, else Development, as with Core Tools.</summary>
    public string EnvironmentName { get; init; } =
        Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") is { Length: > 0 } name ? name : "Development";

    /// <summary>The clock of the timers and of the app. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long a stop waits for invocations in flight before it cancels them. Default: 30 seconds.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where logs go; <c>host.json</c> sets the levels. Default: the console.</summary>
    public Action<ILoggingBuilder> ConfigureLogging { get; init; } = ConsoleLogging.Add;
}
