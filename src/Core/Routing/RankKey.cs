namespace LlmFunctions.Routing;

/// <summary>
/// A candidate's place among others as one number, because bare numbers are sorted far faster than anything with a comparison of
/// its own: its rank above, below that the position it was given at, which decides between equal ranks, and at last whether it is
/// doubtful. The rank keeps nine decimal digits.
/// </summary>
internal static class RankKey
{
    private const int PositionBits = 21;
    private const ulong PositionMask = (1UL << PositionBits) - 1;
    private const ulong SignBit = 1UL << 63;

    /// <summary>Without a rank.</summary>
    public static ulong Of(int index, bool isDoubtful) => ((ulong)index << 1) | (isDoubtful ? 1UL : 0UL);

    public static ulong Ranked(ulong key, double rank)
    {
        // The bits of floating-point numbers are ordered as the numbers are, the negative ones the other way round.
        ulong bits = BitConverter.DoubleToUInt64Bits(rank);
        ulong ordered = (bits & SignBit) == 0 ? bits | SignBit : ~bits;
        return (ordered & ~PositionMask) | (key & PositionMask);
    }

    public static int IndexOf(ulong key) => (int)((key & PositionMask) >> 1);

    public static bool IsDoubtful(ulong key) => (key & 1) != 0;
}
