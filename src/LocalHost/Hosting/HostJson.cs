namespace LlmFunctions.LocalHost.Hosting;

/// <summary>The parts of <c>host.json</c> that matter on one machine: the route prefix, the log levels and the durable settings.</summary>
internal sealed class HostJson(IConfiguration content)
{
    private const string FileName = "host.json";

    /// <summary>The prefix of every route, without slashes at its ends; <c>api</c> where the file does not say.</summary>
    public string RoutePrefix => (content["extensions:http:routePrefix"] ?? "api").Trim('/');

    /// <summary>The <c>extensions.durableTask</c> section.</summary>
    public IConfiguration DurableTask => content.GetSection("extensions:durableTask");

    /// <summary>The <c>logging</c> section.</summary>
    public IConfiguration Logging => content.GetSection("logging");

    public static HostJson Read(LocalHostOptions options)
    {
        var path = options.HostJsonPath
            ?? FileAbove.Find(options.ContentRoot, FileName)
            ?? FileAbove.Find(AppContext.BaseDirectory, FileName);
        if (path is null)
        {
            return new HostJson(new ConfigurationBuilder().Build());
        }

        try
        {
            return new HostJson(new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false, reloadOnChange: false).Build());
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException)
        {
            throw new LocalHostStartException($"{path} cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}
