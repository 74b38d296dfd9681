"""Operations that wait until others have agreed: who is asked, what they answer, and doing what was asked for.

The gates (`magpie.platform.gates`) say what needs approval; what workflows ask of people is left to
`magpie.automation.asks`.
"""
