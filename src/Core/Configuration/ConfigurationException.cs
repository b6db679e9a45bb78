namespace LlmFunctions.Configuration;

/// <summary>The settings are wrong: says everything that is, each error with the name of its setting.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> errors)
    : Exception("The configuration is not valid:" + string.Concat(errors.Select(static error => Environment.NewLine + "  " + error)))
{
    public IReadOnlyList<string> Errors => errors;

    /// <summary>Reads two parts of the settings; when both are wrong, says what is wrong with both.</summary>
    /// <exception cref="ConfigurationException">A part is wrong.</exception>
    public static (T1 First, T2 Second) ReadBoth<T1, T2>(Func<T1> first, Func<T2> second)
        where T1 : class
        where T2 : class
    {
        List<string> errors = [];
        T1? one = Read(first, errors);
        T2? two = Read(second, errors);
        return one is not null && two is not null ? (one, two) : throw new ConfigurationException(errors);
    }

    private static T? Read<T>(Func<T> read, List<string> errors)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ConfigurationException exception)
        {
            errors.AddRange(exception.Errors);
            return null;
        }
    }
}
