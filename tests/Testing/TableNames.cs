namespace LlmFunctions.Testing;

/// <summary>Names of tables that no other test uses, so that tests share one service and run at once.</summary>
public static class TableNames
{
    /// <summary>A prefix of sixteen letters and digits to put before the names of an app's tables.</summary>
    public static string UniquePrefix() => "t" + Guid.NewGuid().ToString("N")[..15];
}
