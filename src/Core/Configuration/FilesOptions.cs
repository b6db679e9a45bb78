namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Files__…</c>.</summary>
public sealed record FilesOptions
{
    /// <summary>The largest file that may be uploaded, in bytes.</summary>
    public long MaxBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>How long files are kept for which the app does not say it.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    internal static FilesOptions Read(SettingReader settings)
    {
        settings.AllowOnly([nameof(MaxBytes), nameof(Retention)]);
        FilesOptions defaults = new();
        return new FilesOptions
        {
            MaxBytes = settings.Number(nameof(MaxBytes), 1024, 200 * 1024 * 1024) ?? defaults.MaxBytes,
            Retention = settings.Duration(nameof(Retention), TimeSpan.FromHours(1), TimeSpan.FromDays(365)) ?? defaults.Retention,
        };
    }
}
