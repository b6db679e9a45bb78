namespace LlmFunctions.LocalHost.Hosting;

/// <summary>One line an entry, in UTC.</summary>
internal static class ConsoleLogging
{
    public static void Add(ILoggingBuilder logging) => logging.AddSimpleConsole(options =>
    {
        options.SingleLine = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = "HH:mm:ss.fff'Z' ";
    });
}
