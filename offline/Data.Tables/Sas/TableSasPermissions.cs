namespace Azure.Data.Tables.Sas;

/// <summary>What a shared access signature allows.</summary>
[Flags]
public enum TableSasPermissions
{
    /// <summary>Reading rows.</summary>
    Read = 1,

    /// <summary>Inserting rows.</summary>
    Add = 2,

    /// <summary>Updating rows.</summary>
    Update = 4,

    /// <summary>Deleting rows.</summary>
    Delete = 8,

    /// <summary>All of these.</summary>
    All = ~0,
}
